from marketplace.kernel.sweeping import Chore, sweeps
from messaging.delivery.services import deliver_due

sweeps.add(Chore("delivery.deliver", every=5, run=deliver_due))
