from factories.consent.services.claims import claim_take_effect, claims_due
from marketplace.kernel.sweeping import Sweep, sweeps

sweeps.add(Sweep("consent.claims", every=60, rows=claims_due, do=claim_take_effect))
