"""The judgement: what every unit owes, whether it came, when, and why we say so.

Pure: ``evaluate(inputs, as_of)`` depends on nothing else, so that any instant can be evaluated again.
"""

from service.core.evaluation.evaluating import evaluate
from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.reasons import Reason

__all__ = ["Evaluation", "Inputs", "Reason", "evaluate"]
