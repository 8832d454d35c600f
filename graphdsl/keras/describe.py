"""`python -m graphdsl.keras.describe NAME ARGS`: the config of a `keras.applications` model.

ARGS are a JSON object. Writes one line of JSON: `{"config": …}`, or `{"error": …}` where Keras
refuses.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main(name: str, args: str) -> None:
    """Builds the model and writes what it looks like."""
    from graphdsl.keras.api import keras
    from graphdsl.keras.problems import keras_words

    try:
        with keras.StatelessScope(initialize_variables=False):  # no weight takes memory or time
            model = getattr(keras.applications, name)(**json.loads(args))
            said = {"config": json.loads(model.to_json())}
    except Exception as error:  # whatever Keras has against the arguments is told
        said = {"error": keras_words(error)}
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
