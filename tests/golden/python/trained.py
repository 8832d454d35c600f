"""The model `trained`, built with Keras."""

import keras
from keras import layers


def build_trained() -> keras.Model:
    """The model `trained`: from `photo` and `age` to `early`, `income` and `gender`."""
    photo = keras.Input(shape=(8, 8, 3), name="photo")
    age = keras.Input(shape=(1,), name="age")
    x = layers.Flatten(name="flatten")(photo)
    seen = layers.Dense(16, activation="relu", name="seen")(x)
    x = layers.Concatenate(name="concatenate")([seen, age])

    # trunk
    x = layers.Dense(16, activation="relu", name="trunk_dense")(x)
    x = layers.Dense(16, activation="relu", name="trunk_dense_1")(x)

    # auxiliary head early
    early = layers.Dense(1, name="early")(seen)

    # heads
    income = layers.Dense(1, name="income")(x)
    gender = layers.Dense(1, activation="sigmoid", name="gender")(x)

    model = keras.Model(
        [photo, age],
        {"early": early, "income": income, "gender": gender},
        name="trained",
    )
    model.compile(
        optimizer=keras.optimizers.SGD(
            learning_rate=keras.optimizers.schedules.ExponentialDecay(
                initial_learning_rate=0.01, decay_steps=100, decay_rate=0.9
            ),
            momentum=0.9,
            nesterov=True,
            clipnorm=1.0,
        ),
        loss={
            "early": "mse",
            "income": keras.losses.Huber(delta=2.0),
            "gender": "binary_crossentropy",
        },
        loss_weights={"early": 0.3, "income": 1.0, "gender": 10.0},
        metrics={"income": ["mae", "RootMeanSquaredError"], "gender": ["accuracy"]},
        steps_per_execution=4,
    )
    return model


if __name__ == "__main__":
    build_trained().summary()
