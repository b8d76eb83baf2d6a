from marketplace.kernel.sweeping import Sweep, sweeps
from orders.ordering.services.dues import overdue, overdue_remind
from orders.ordering.services.terminations import termination_decide, terminations_due

# Both sides are reminded of what should have been paid by now.
sweeps.add(Sweep("ordering.overdue", every=600, rows=overdue, do=overdue_remind))
# What both sides did not agree on in time.
sweeps.add(Sweep("ordering.terminations", every=60, rows=terminations_due, do=termination_decide))
