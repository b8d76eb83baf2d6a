"""Files are there whole or not at all; a disk that is full is said in plain words."""

import errno
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import DomainError

logger = logging.getLogger(__name__)
#: No space, no quota left, or more than a file may have.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: The same of PostgreSQL (appendix "PostgreSQL Error Codes": disk_full).
DISK_FULL = "53100"

_written: ContextVar[list[tuple["WholeFiles", str]] | None] = ContextVar("written", default=None)


class NoRoom(DomainError):
    """There is no room for what was to be kept."""

    status = 507
    default_message = _(
        "置き場所がいっぱいで、保存できませんでした。書いた文は残っていますが、選んだファイルは残っていません。"
        "少し待ってから、ファイルを選び直して、もう一度お試しください。続くときは運営にお知らせください。"
    )


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL or getattr(error, "sqlstate", "") == DISK_FULL:
            return True
        error = error.__cause__
    return False


@contextmanager
def files_undone() -> Iterator[None]:
    """What is raised inside takes the files that were written inside with it, as it takes the rows. Raises NoRoom where it
    was for want of room."""
    outer = _written.get()
    mine: list[tuple[WholeFiles, str]] = []
    token = _written.set(mine)
    try:
        yield
    except Exception as error:
        for storage, name in mine:
            storage.delete(name)
        if is_full(error):
            logger.error("no room: %s", error)
            raise NoRoom("no_room") from error
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer += mine


class WholeFiles(FileSystemStorage):
    """Written beside and put in place in one step, when the disk has it."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(new, settings.FILE_UPLOAD_PERMISSIONS)
            os.replace(new, path)
        except BaseException:
            os.unlink(new)
            raise
        if (written := _written.get()) is not None:
            written.append((self, name))
        return name


class Unkept(UploadedFile):
    """An upload for which there was no room: who reads it learns it there, with everything else that was typed at hand."""

    def __init__(self, failure: OSError, **facts: Any) -> None:
        super().__init__(**facts)
        self.failure = failure

    def read(self, *_args: Any) -> bytes:
        raise self.failure

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        raise self.failure


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Large uploads go to a temporary file; one that finds no room comes in as Unkept."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.failure: OSError | None = None
        vars(self).pop("file", None)  # the one before is another's now
        with self._noting():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.failure is None:
            with self._noting():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.failure is None:
            with self._noting():
                return super().file_complete(file_size)
        if hasattr(self, "file"):
            with suppress(OSError):
                self.file.close()
        assert self.failure is not None
        return Unkept(self.failure, name=self.file_name, content_type=self.content_type, size=file_size)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not is_full(error):
                raise
            self.failure = error
