"""What a sweep says: which factors matter, where a goal is reached, and how sure that is."""

from sim.lab.analysis.adapters import ema_model, salib_model
from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.study import Studied, Study, analyse, study

__all__ = ["AnalysisError", "Studied", "Study", "analyse", "ema_model", "salib_model", "study"]
