from marketplace.inquiries.models import Inquiry
from marketplace.kernel.sweeping import Sweep, sweeps
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due

sweeps.add(Sweep("sourcing.openings", every=5, rows=Proposal.objects.due_for_opening, do=ensure_quotations_due))
sweeps.add(Sweep("sourcing.closings", every=5, rows=Inquiry.objects.due_for_closing, do=ensure_inquiry_due))
