"""The model `awkward_names`, built with Keras."""

import keras
from keras import layers


def build_awkward_names() -> keras.Model:
    """The model `awkward_names`: from `class` and `layers` to `print` and `l`."""
    class_ = keras.Input(shape=(4,), name="class")
    layers_ = keras.Input(shape=(4,), name="layers")
    conv_1 = layers.Dense(4, name="1_conv")(class_)
    x_y = layers.Dense(4, name="x-y")(layers_)
    stage_1_fc = layers.Dense(4, name="stage 1.fc")(x_y)
    x = layers.Concatenate(name="concatenate")([conv_1, x_y, stage_1_fc])
    größe = layers.Dense(3, name="größe")(x)
    x = layers.Dense(2, name='say "hi"')(größe)
    print_ = layers.Identity(name="print")(größe)
    l_ = layers.Identity(name="l")(x)
    return keras.Model(
        [class_, layers_], {"print": print_, "l": l_}, name="awkward_names"
    )


if __name__ == "__main__":
    build_awkward_names().summary()
