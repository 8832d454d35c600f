"""The model `question_answering`, built with Keras."""

import keras
from keras import layers


def build_question_answering() -> keras.Model:
    """The model `question_answering`: from `text` and `question` to `answer`."""
    text = keras.Input(shape=(None,), dtype="int32", name="text")
    question = keras.Input(shape=(None,), dtype="int32", name="question")

    # branch story
    x = layers.Embedding(10000, 64, name="story_embedding")(text)
    story = layers.LSTM(32, name="story_lstm")(x)

    # branch query
    x = layers.Embedding(10000, 32, name="query_embedding")(question)
    query = layers.LSTM(16, name="query_lstm")(x)

    x = layers.Concatenate(name="concatenate")([story, query])

    # head answer
    answer = layers.Dense(500, activation="softmax", name="answer")(x)

    model = keras.Model([text, question], answer, name="question_answering")
    model.compile(
        optimizer="rmsprop",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


if __name__ == "__main__":
    build_question_answering().summary()
