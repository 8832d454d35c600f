"""The model `social_profile`, built with Keras."""

import keras
from keras import layers


def build_social_profile() -> keras.Model:
    """The model `social_profile`: from `posts` to `age`, `income` and `gender`."""
    posts = keras.Input(shape=(None,), dtype="int32", name="posts")

    # stem
    x = layers.Embedding(50000, 64, name="stem_embedding")(posts)
    x = layers.Conv1D(128, 5, activation="relu", name="stem_conv1d")(x)
    x = layers.MaxPooling1D(5, name="stem_max_pooling1d")(x)
    x = layers.Conv1D(256, 5, activation="relu", name="stem_conv1d_1")(x)
    x = layers.Conv1D(256, 5, activation="relu", name="stem_conv1d_2")(x)
    x = layers.GlobalMaxPooling1D(name="stem_global_max_pooling1d")(x)
    x = layers.Dense(128, activation="relu", name="stem_dense")(x)

    # heads
    age = layers.Dense(1, name="age")(x)
    income = layers.Dense(10, activation="softmax", name="income")(x)
    gender = layers.Dense(1, activation="sigmoid", name="gender")(x)

    model = keras.Model(
        posts, {"age": age, "income": income, "gender": gender}, name="social_profile"
    )
    model.compile(
        optimizer="rmsprop",
        loss={
            "age": "mse",
            "income": "categorical_crossentropy",
            "gender": "binary_crossentropy",
        },
        loss_weights={"age": 0.25, "income": 1.0, "gender": 10.0},
    )
    return model


if __name__ == "__main__":
    build_social_profile().summary()
