"""The model `weighted_vote`, built with Keras."""

import keras
from keras import layers


def learner(x, width, *, name):
    x = layers.Dense(width, activation="relu", name=f"{name}_dense")(x)

    # head opinion
    return layers.Dense(10, activation="softmax", name=f"{name}_opinion")(x)


def build_weighted_vote() -> keras.Model:
    """The model `weighted_vote`."""
    image = keras.Input(shape=(28, 28), name="image")

    # stem
    x = layers.Flatten(name="stem_flatten")(image)

    learner_1 = learner(x, 32, name="learner_1")
    learner_2 = learner(x, 64, name="learner_2")
    learner_3 = learner(x, 128, name="learner_3")
    x = 0.2 * learner_1 + 0.3 * learner_2 + 0.5 * learner_3

    # head vote
    vote = layers.Identity(name="vote")(x)

    model = keras.Model(
        image,
        {
            "learner_1_opinion": learner_1,
            "learner_2_opinion": learner_2,
            "learner_3_opinion": learner_3,
            "vote": vote,
        },
        name="weighted_vote",
    )
    model.compile(
        optimizer="adam",
        loss={
            "learner_1_opinion": "sparse_categorical_crossentropy",
            "learner_2_opinion": "sparse_categorical_crossentropy",
            "learner_3_opinion": "sparse_categorical_crossentropy",
            "vote": "sparse_categorical_crossentropy",
        },
        loss_weights={
            "learner_1_opinion": 0.3,
            "learner_2_opinion": 0.3,
            "learner_3_opinion": 0.3,
            "vote": 1.0,
        },
        metrics={"vote": ["accuracy"]},
    )
    return model


if __name__ == "__main__":
    build_weighted_vote().summary()
