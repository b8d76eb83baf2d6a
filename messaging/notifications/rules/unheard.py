"""What is for the record alone: nobody needs to be told of it by itself."""

from marketplace.kernel import outbox

outbox.nobody("organization.create", "member.remove", "member.role_set", "grant.give", "grant.take_back")
outbox.nobody("room.freeze")
outbox.nobody("award.decide", "award.cancel")  # the inquiry's own events tell of both
