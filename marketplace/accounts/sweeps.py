from marketplace.accounts.services import unproven_forget
from marketplace.accounts.sessions import sessions_forget
from marketplace.kernel.sweeping import Chore, sweeps

sweeps.add(Chore("accounts.unproven", every=3600, run=unproven_forget))
sweeps.add(Chore("accounts.sessions", every=3600, run=sessions_forget))
