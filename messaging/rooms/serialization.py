"""A message as the wire and the script of the plain page know it."""

from messaging.rooms.models import Message


def message_json(message: Message) -> dict[str, object]:
    return {
        "seq": message.seq,
        "kind": message.kind,
        "author": str(message.author.public_id) if message.author else "",
        "name": message.author.name if message.author else "",
        "firm": message.organization.name if message.organization else "",
        "client_id": str(message.client_id),
        "body": message.body,
        "at": message.at.isoformat(),
    }
