from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.response_clock import pass_on
from marketplace.kernel.sweeping import Sweep, sweeps

sweeps.add(Sweep("inquiries.response_clock", every=5, rows=Inquiry.objects.unanswered, do=pass_on))
