"""The models beside this file in models/, as one writes them in Python."""

from __future__ import annotations

import keras
from keras import layers


def compiled(inputs, x, optimizer, units=10):
    activation = "softmax" if units > 1 else "sigmoid"
    model = keras.Model(inputs, layers.Dense(units, activation=activation, name="kind")(x))
    if units > 1:
        loss = "sparse_categorical_crossentropy"
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    else:
        model.compile(optimizer=optimizer, loss="binary_crossentropy")
    return model


def conv(x, filters, size=3, **more):
    x = layers.Conv2D(filters, size, padding="same", use_bias=False, **more)(x)
    return layers.BatchNormalization()(x)


def plain():
    x = inputs = keras.Input((64, 64, 3))
    for filters in [8, 16, 32, 64, 64]:
        for _ in range(3):
            x = layers.ReLU()(conv(x, filters))
        x = layers.MaxPooling2D(2)(x)
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return compiled(inputs, x, keras.optimizers.Adam(learning_rate=1e-3))


def transformer(width=32, heads=4):
    x = inputs = keras.Input((16, width))
    for _ in range(12):
        attended = layers.MultiHeadAttention(heads, width // heads)(x, x)
        x = layers.LayerNormalization()(layers.Add()([x, layers.Dropout(0.1)(attended)]))
        changed = layers.Dense(width * 2, activation="gelu")(x)
        changed = layers.Dropout(0.1)(layers.Dense(width)(changed))
        x = layers.LayerNormalization()(layers.Add()([x, changed]))
    x = layers.GlobalAveragePooling1D()(x)
    return compiled(inputs, x, keras.optimizers.AdamW(), units=1)


def residual(x, filters, stride):
    shortcut = x
    if stride != 1:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
        shortcut = layers.BatchNormalization()(shortcut)
    x = layers.ReLU()(conv(x, filters, strides=stride))
    return layers.ReLU()(layers.Add()([conv(x, filters), shortcut]))


def residual_net():
    inputs = keras.Input((64, 64, 3))
    x = layers.ReLU()(conv(inputs, 16))
    for filters in [32, 32, 64, 64]:
        x = residual(x, filters, 2)
        for _ in range(5):
            x = residual(x, filters, 1)
    x = layers.GlobalAveragePooling2D()(x)
    return compiled(inputs, x, keras.optimizers.SGD(learning_rate=0.1, momentum=0.9))


def tower(x, filters, *sizes):
    for size in sizes:
        x = layers.ReLU()(conv(x, filters, size))
    return x


def inception_net(filters=8):
    inputs = keras.Input((32, 32, 3))
    x = tower(inputs, 16, 3)
    for _ in range(13):
        pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
        one, three, five = tower(x, filters, 1), tower(x, filters, 1, 3), tower(x, filters, 1, 5)
        x = layers.Concatenate()([one, three, five, tower(pooled, filters, 1)])
    x = layers.GlobalAveragePooling2D()(x)
    return compiled(inputs, x, keras.optimizers.RMSprop())


def normed(x):
    return layers.ReLU()(layers.BatchNormalization()(x))


def grown(x, times, rate=4):
    for _ in range(times):
        new = layers.Conv2D(rate * 4, 1, use_bias=False)(normed(x))
        new = layers.Conv2D(rate, 3, padding="same", use_bias=False)(normed(new))
        x = layers.Concatenate()([x, new])
    return x


def dense_net():
    inputs = keras.Input((64, 64, 3))
    x = layers.Conv2D(16, 7, strides=2, padding="same", use_bias=False)(inputs)
    x = normed(x)
    for depth in [6, 12, 24]:
        x = layers.Conv2D(16, 1, use_bias=False)(normed(grown(x, depth)))
        x = layers.AveragePooling2D(2)(x)
    x = layers.GlobalAveragePooling2D()(normed(grown(x, 16)))
    return compiled(inputs, x, keras.optimizers.Adam())


MODELS = {
    "plain": plain,
    "transformer": transformer,
    "residual": residual_net,
    "inception": inception_net,
    "dense": dense_net,
}
"""By the name of the file in models/."""
