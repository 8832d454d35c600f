"""Every name that Keras takes for an object or a dtype: light data, loaded with the kinds."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DTYPES = _words(
    "float16 float32 float64 bfloat16 uint8 uint16 uint32 uint64 int8 int16 int32 int64 bool "
    "string float8_e4m3fn float8_e5m2 complex64 complex128"
)
LAYER_DTYPES = (
    *(name for name in DTYPES if not name.startswith(("int8", "float8"))),
    "mixed_float16",
    "mixed_bfloat16",
)
"""For the `dtype` of a layer, where Keras takes `int8` and `float8` for ways to quantize."""

_INITIALIZERS = {
    "Constant": "",
    "GlorotNormal": "glorot_normal",
    "GlorotUniform": "glorot_uniform",
    "HeNormal": "he_normal",
    "HeUniform": "he_uniform",
    "Identity": "identity IdentityInitializer",
    "LecunNormal": "lecun_normal",
    "LecunUniform": "lecun_uniform",
    "Ones": "ones one",
    "Orthogonal": "orthogonal OrthogonalInitializer",
    "RandomNormal": "random_normal normal",
    "RandomUniform": "random_uniform uniform",
    "STFT": "stft STFTInitializer",
    "TruncatedNormal": "truncated_normal",
    "VarianceScaling": "variance_scaling",
    "Zeros": "zeros zero",
}
"""By class, the other strings that name it; empty where none does, not even the class itself."""
_REGULARIZERS = {
    "L1": "l1",
    "L2": "l2",
    "L1L2": "l1l2",
    "OrthogonalRegularizer": "orthogonal_regularizer",
}
_CONSTRAINTS = {
    "MaxNorm": "max_norm",
    "MinMaxNorm": "min_max_norm",
    "NonNeg": "non_neg",
    "UnitNorm": "unit_norm",
}
_OPTIMIZERS = _words(
    "Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lion Muon Nadam RMSprop SGD "
    "ScheduleFreeAdamW"
)
_OPTIMIZERS_WITHOUT_STRING = ("Lamb", "LossScaleOptimizer")
_SCHEDULES = _words(
    "CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay "
    "PolynomialDecay"
)
_CALLBACKS = _words(
    "BackupAndRestore CSVLogger EarlyStopping History ModelCheckpoint OrbaxCheckpoint "
    "ProgbarLogger ReduceLROnPlateau RemoteMonitor SwapEMAWeights TensorBoard TerminateOnNaN"
)
_ACTIVATIONS = _words(
    "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh "
    "leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink "
    "softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh "
    "tanh_shrink"
)
"""Keras knows `threshold` too, which cannot be called without arguments."""
_LOSSES = {
    "BinaryCrossentropy": "binary_crossentropy bce BCE",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CTC": "ctc",
    "CategoricalGeneralizedCrossEntropy": "",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalHinge": "categorical_hinge",
    "Circle": "circle",
    "CosineSimilarity": "cosine_similarity",
    "Dice": "dice",
    "Hinge": "hinge",
    "Huber": "huber",
    "KLDivergence": "kl_divergence kld KLD",
    "LogCosh": "log_cosh",
    "MeanAbsoluteError": "mean_absolute_error mae MAE",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error mape MAPE",
    "MeanSquaredError": "mean_squared_error mse MSE",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error msle MSLE",
    "Poisson": "poisson",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SquaredHinge": "squared_hinge",
    "Tversky": "tversky",
}
_METRICS = {
    "AUC": "auc",
    "Accuracy": "accuracy acc",
    "BinaryAccuracy": "binary_accuracy",
    "BinaryCrossentropy": "binary_crossentropy bce BCE",
    "BinaryIoU": "binary_io_u",
    "CategoricalAccuracy": "categorical_accuracy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalHinge": "categorical_hinge",
    "ConcordanceCorrelation": "concordance_correlation",
    "CosineSimilarity": "cosine_similarity",
    "F1Score": "f1_score",
    "FBetaScore": "f_beta_score",
    "FalseNegatives": "false_negatives",
    "FalsePositives": "false_positives",
    "Hinge": "hinge",
    "IoU": "",
    "KLDivergence": "kl_divergence",
    "LogCoshError": "log_cosh_error",
    "Mean": "mean",
    "MeanAbsoluteError": "mean_absolute_error mae MAE",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error mape MAPE",
    "MeanIoU": "",
    "MeanSquaredError": "mean_squared_error mse MSE",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error msle MSLE",
    "OneHotIoU": "",
    "OneHotMeanIoU": "",
    "PearsonCorrelation": "pearson_correlation",
    "Poisson": "poisson",
    "Precision": "precision",
    "PrecisionAtRecall": "",
    "R2Score": "r2_score",
    "Recall": "recall",
    "RecallAtPrecision": "",
    "RootMeanSquaredError": "root_mean_squared_error",
    "SensitivityAtSpecificity": "",
    "SparseCategoricalAccuracy": "sparse_categorical_accuracy",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SparseTopKCategoricalAccuracy": "sparse_top_k_categorical_accuracy",
    "SpecificityAtSensitivity": "",
    "SquaredHinge": "squared_hinge",
    "Sum": "sum",
    "TopKCategoricalAccuracy": "top_k_categorical_accuracy",
    "TrueNegatives": "true_negatives",
    "TruePositives": "true_positives",
}

_POLICY_CLASSES = ("DTypePolicy", "FloatDTypePolicy")


def _strings(table: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cls, others in table.items():
        if others:
            found |= dict.fromkeys((cls, *others.split()), cls)
    return found


STRINGS: Mapping[str, Mapping[str, str]] = {
    "initializers": _strings(_INITIALIZERS),
    "regularizers": _strings(_REGULARIZERS),
    "constraints": _strings(_CONSTRAINTS),
    "activations": {name: name for name in _ACTIVATIONS},
    "optimizers": {name.lower(): name for name in _OPTIMIZERS},
    "schedules": {},
    "callbacks": {},
    "losses": _strings(_LOSSES) | {"crossentropy": "", "ce": ""},
    "metrics": _strings(_METRICS),
    "dtype_policies": {},
}
"""By family, every string that Keras takes for one of its objects, with the class it names; for
`crossentropy` the class depends on the targets."""


def _public(table: Mapping[str, str], *others: str) -> dict[str, str]:
    """The names under which a class stands in the public module."""
    hidden = {"normal", "uniform", "one", "zero", "l1l2"}
    names = {n: c for n, c in _strings(table).items() if n not in hidden}
    return {c: c for c in table} | names | dict(pair.split("=") for pair in others)


CLASSES: Mapping[str, Mapping[str, str]] = {
    "initializers": _public(_INITIALIZERS, "constant=Constant"),
    "regularizers": _public(_REGULARIZERS, "l1_l2=L1L2"),
    "constraints": _public(_CONSTRAINTS),
    "optimizers": {name: name for name in (*_OPTIMIZERS, *_OPTIMIZERS_WITHOUT_STRING)},
    "schedules": {name: name for name in _SCHEDULES},
    "callbacks": {name: name for name in _CALLBACKS},
    "losses": {name: name for name in _LOSSES},
    "metrics": {name: name for name in _METRICS},
    "dtype_policies": {name: name for name in _POLICY_CLASSES},
}
"""By family, every public name of a class that can be called, `HeNormal(seed = 1)`."""
