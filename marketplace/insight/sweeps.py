from marketplace.insight.services import figures_publish
from marketplace.kernel.sweeping import Chore, sweeps

sweeps.add(Chore("insight.figures", every=3600, run=figures_publish))
