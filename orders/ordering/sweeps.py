from marketplace.kernel.sweeping import Sweep, sweeps
from orders.ordering.services.dues import overdue, overdue_remind

# Both sides are reminded of what should have been paid by now.
sweeps.add(Sweep("ordering.overdue", every=600, rows=overdue, do=overdue_remind))
