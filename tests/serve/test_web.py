"""Bodies that are too large are thrown away as they come: nobody's megabytes are kept, and everybody else is served."""

import errno
import http.client
import resource
import socket
import threading

import pytest
from places import memory

from marketplace.serve import web
from marketplace.serve.processes import until

pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("serve")]
SIGN_IN = "/accounts/login/"
MULTIPART = "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'


def sent(place, size: int, *, says_length=True, **headers) -> tuple[int, str]:
    """A body of so many bytes, in pieces. Gives status and page."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    connection.putrequest("POST", SIGN_IN)
    connection.putheader("Content-Type", MULTIPART)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader(*(("Content-Length", str(size)) if says_length else ("Transfer-Encoding", "chunked")))
    connection.endheaders(HEAD if says_length else None)
    left, piece = size - len(HEAD), bytes(1 << 20)
    while left > 0:
        part = piece[:left]
        connection.send(part if says_length else b"%x\r\n%s\r\n" % (len(part), part))
        left -= len(part)
    if not says_length:
        connection.send(b"0\r\n\r\n")
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("says_length", [True, False])
def test_nobodys_flood_is_answered_and_not_kept(place, says_length):
    assert place.get(SIGN_IN) == 200
    before = memory(place)
    flood = threading.Thread(target=lambda: answers.append(sent(place, 300 << 20, says_length=says_length)))
    answers: list[tuple[int, str]] = []
    flood.start()
    while flood.is_alive():
        assert place.get("/healthz") == 200
    [(status, page)] = answers
    assert status == web.TOO_LARGE and "書いた文は残っています" in page
    assert memory(place) - before < 30 << 20


def test_a_person_sends_more_but_not_without_end(place):
    signed_in = {"Cookie": "sessionid=x"}
    assert sent(place, 2 << 20)[0] == web.TOO_LARGE
    assert sent(place, 2 << 20, **signed_in)[0] == 403, "taken, and refused for want of a token"
    assert sent(place, web.BODY_OF_A_PERSON + 1, **signed_in)[0] == web.TOO_LARGE


def unfinished(place, size: int, address: str) -> socket.socket:
    """A body of which the last byte does not come."""
    one = socket.create_connection(("127.0.0.1", place.port), source_address=(address, 0))
    head = f"POST {SIGN_IN} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid=x\r\nContent-Length: {size}\r\n\r\n"
    one.sendall(head.encode() + bytes(size - 1))
    return one


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [f"127.0.0.{n}" for n in range(2, 6)]])
def test_neither_an_address_nor_several_fill_the_place(place, addresses):
    """What is given up is free again."""
    size = 60 << 20
    each = web.FROM_ONE_ADDRESS // size if len(addresses) == 1 else web.ALTOGETHER // size // len(addresses)
    open_ones = [unfinished(place, size, address) for address in addresses for _ in range(each)]
    assert until(lambda: sent(place, size, Cookie="sessionid=x")[0] == web.TOO_BUSY, within=20)
    assert place.get(SIGN_IN) == 200
    for one in open_ones:
        one.close()
    assert until(lambda: sent(place, size, Cookie="sessionid=x")[0] == 403, within=20)


def test_the_line_is_cut_where_there_is_no_end(place):
    with pytest.raises(OSError):
        sent(place, web.CUT + (64 << 20), says_length=False)
    assert place.get("/healthz") == 200


def test_a_body_that_finds_no_room_is_answered(place):
    """The kernel lets the web process write no file beyond 1 MB."""
    process, signed_in = place.pid("daphne"), {"Cookie": "sessionid=x"}
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        status, page = sent(place, 8 << 20, **signed_in)
        assert status == web.NO_ROOM and "書いた文は残っています" in page
        assert place.get(SIGN_IN) == 200
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)
    assert sent(place, 8 << 20, **signed_in)[0] == 403, "taken again"


@pytest.mark.parametrize(("error", "status"), [(OSError(errno.ENOSPC, "full"), web.NO_ROOM), (ValueError(), 500)])
def test_a_body_for_which_the_application_finds_no_room(error, status):
    request, said = web.BoundedRequest.__new__(web.BoundedRequest), []
    request.handle_reply = said.append
    request.handle_exception(error)
    assert [part["status"] for part in said if "status" in part] == [status]


def asked_for(place, target: str, **headers) -> tuple[int, str]:
    """A page by this very target of the request line; what it says."""
    with socket.create_connection(("127.0.0.1", place.port), timeout=20) as connection:
        lines = [f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{place.port}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    return int(answer.split()[1]), answer


@pytest.mark.parametrize("root", ["http://evil.example", "@evil.example", "/evil", ""])
def test_nobody_says_what_stands_before_our_addresses(place, root):
    status, page = asked_for(place, SIGN_IN, Daphne_Root_Path=root)
    assert status == 200 and "evil" not in page and 'href="/accounts/' in page


@pytest.mark.parametrize("target", ["http://evil.example/accounts/login/", "accounts/login/", "*"])
def test_what_is_no_path_is_refused(place, target):
    status, page = asked_for(place, target)
    assert status == web.NOT_HERE and "evil" not in page
    assert asked_for(place, SIGN_IN)[0] == 200


@pytest.mark.parametrize("charset", ["utf-16", "idna", "zlib", "no-such"])
def test_letters_that_nobody_reads_are_refused_in_words(place, charset):
    def posted(content_type: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=20)
        connection.request("POST", SIGN_IN, "login=a", {"Content-Type": content_type})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    status, page = posted(f"application/x-www-form-urlencoded; charset={charset}")
    assert status == web.UNREADABLE and "UTF-8" in page
    assert posted(f"application/x-www-form-urlencoded; charset=utf-8; charset={charset}")[0] == web.UNREADABLE
    assert posted('application/x-www-form-urlencoded; charset="UTF-8"')[0] == 403, "read, and without its token"
