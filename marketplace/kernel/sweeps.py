from marketplace.kernel.allowances import forget_full
from marketplace.kernel.idempotency import forget_old_keys
from marketplace.kernel.relay import relay_due
from marketplace.kernel.sweeping import Chore, sweeps

sweeps.add(Chore("kernel.relay", every=5, run=relay_due))
sweeps.add(Chore("kernel.old_keys", every=3600, run=forget_old_keys))
sweeps.add(Chore("kernel.full_allowances", every=3600, run=forget_full))
