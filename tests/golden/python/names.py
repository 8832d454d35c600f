"""The model `awkward_names`, built with Keras."""

import keras
from keras import layers


def build_awkward_names() -> keras.Model:
    """The model `awkward_names`: from `class` and `layers` to `print` and `l`."""
    class_ = keras.Input(shape=(4,), name="class")
    layers_ = keras.Input(shape=(4,), name="layers")
    conv_1 = layers.Dense(4, name="1_conv")(class_)
    x_y = layers.Dense(4, name="x-y")(layers_)
    stage_1_fc = layers.Dense(4, name="stage-1.fc")(x_y)
    x = layers.Concatenate(name="concatenate")([conv_1, x_y, stage_1_fc])
    nd_size_1_2 = layers.Dense(3, name="2nd.size>1")(x)
    x = layers.Dense(2, name="def")(nd_size_1_2)
    print_ = layers.Identity(name="print")(nd_size_1_2)
    l_ = layers.Identity(name="l")(x)
    return keras.Model(
        [class_, layers_], {"print": print_, "l": l_}, name="awkward_names"
    )


if __name__ == "__main__":
    build_awkward_names().summary()
