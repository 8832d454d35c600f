"""The models of `keras.applications`, by name, and what they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

APPLICATIONS = frozenset(
    [
        "ConvNeXtBase",
        "ConvNeXtLarge",
        "ConvNeXtSmall",
        "ConvNeXtTiny",
        "ConvNeXtXLarge",
        "DenseNet121",
        "DenseNet169",
        "DenseNet201",
        "EfficientNetB0",
        "EfficientNetB1",
        "EfficientNetB2",
        "EfficientNetB3",
        "EfficientNetB4",
        "EfficientNetB5",
        "EfficientNetB6",
        "EfficientNetB7",
        "EfficientNetV2B0",
        "EfficientNetV2B1",
        "EfficientNetV2B2",
        "EfficientNetV2B3",
        "EfficientNetV2L",
        "EfficientNetV2M",
        "EfficientNetV2S",
        "InceptionResNetV2",
        "InceptionV3",
        "MobileNet",
        "MobileNetV2",
        "MobileNetV3Large",
        "MobileNetV3Small",
        "NASNetLarge",
        "NASNetMobile",
        "ResNet101",
        "ResNet101V2",
        "ResNet152",
        "ResNet152V2",
        "ResNet50",
        "ResNet50V2",
        "VGG16",
        "VGG19",
        "Xception",
    ]
)

_TOP: Final = ("include_top", "weights", "input_tensor", "input_shape", "pooling", "classes")
_END: Final = ("classifier_activation", "name")
_SHAPE_FIRST: Final = ("include_top", "weights", "input_tensor", "pooling", "classes", *_END)
_ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "ConvNeXt": ("include_top", "include_preprocessing", *_TOP[1:], *_END),
    "EfficientNetV2": (*_TOP, "classifier_activation", "include_preprocessing", "name"),
    "MobileNetV3": (
        *("input_shape", "alpha", "minimalistic", "include_top", "weights", "input_tensor"),
        *("classes", "pooling", "dropout_rate", "classifier_activation"),
        *("include_preprocessing", "name"),
    ),
    "MobileNetV2": ("input_shape", "alpha", *_SHAPE_FIRST),
    "MobileNet": ("input_shape", "alpha", "depth_multiplier", "dropout", *_SHAPE_FIRST),
    "NASNet": ("input_shape", *_SHAPE_FIRST),
    "": (*_TOP, *_END),
}
"""By how their names begin; the first that fits counts."""
NOT_IN_FILES: Final = frozenset({"input_tensor"})
"""Arguments that only Python can give."""


def arguments_of(name: str) -> tuple[str, ...]:
    """The arguments of the application `name`, in Keras' order."""
    order = next(order for begin, order in _ORDERS.items() if name.startswith(begin))
    return tuple(argument for argument in order if argument not in NOT_IN_FILES)
