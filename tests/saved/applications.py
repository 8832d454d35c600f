"""The models of keras.applications that tests build: `APPLICATIONS=all` in the environment takes
all of them, and more layers of each."""

from __future__ import annotations

import os

from graphdsl.layers.applications import APPLICATIONS

SAMPLE = (
    "ConvNeXtTiny",
    "DenseNet121",
    "EfficientNetB0",
    "EfficientNetV2B0",
    "InceptionResNetV2",
    "InceptionV3",
    "MobileNet",
    "MobileNetV2",
    "MobileNetV3Small",
    "NASNetMobile",
    "ResNet50",
    "ResNet50V2",
    "VGG16",
    "Xception",
)
"""One of each family."""
ALL = os.environ.get("APPLICATIONS") == "all"
NAMES = sorted(APPLICATIONS) if ALL else SAMPLE
