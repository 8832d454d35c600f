"""Strategies for functions whose operands have to fit each other in a way of their own."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

SIZE = st.sampled_from([1, 2, 3, 4, 6, 8, Sym("n")])
KNOWN = st.sampled_from([1, 2, 3, 4, 6])
FORMAT = st.sampled_from([None, "channels_last", "channels_first"])
Case = dict[str, Any]

SPECIAL: dict[str, st.SearchStrategy[Case]] = {}


def f(*shape: Dim, dtype: str = "float32") -> TensorType:
    return TensorType(tuple(shape), dtype)


def sometimes(draw: st.DrawFn, usual: Any, other: st.SearchStrategy[Any]) -> Any:
    """`usual` mostly, now and then something of `other`."""
    return draw(other) if draw(st.integers(0, 5)) == 0 else usual


def special(*names: str) -> Any:
    def enter(strategy: Any) -> Any:
        for name in names:
            SPECIAL[name] = strategy(name)
        return strategy

    return enter


@st.composite
def images(draw: st.DrawFn, dims: int = 2, min_side: int = 3) -> tuple[TensorType, str | None, Dim]:
    """A batch of images, the format asked for, and the number of channels."""
    side = st.one_of(st.integers(min_side, min_side + 5), st.just(Sym("side")))
    space = draw(st.lists(side, min_size=dims, max_size=dims))
    channels = sometimes(draw, draw(st.integers(1, 3)), st.just(Sym("c")))
    wanted = draw(FORMAT)
    first = wanted == "channels_first"
    shape = (BATCH, channels, *space) if first else (BATCH, *space, channels)
    shape = sometimes(draw, shape, st.just(shape[1:]))
    return f(*shape), wanted, channels


def sizes(draw: st.DrawFn, dims: int) -> Any:
    one = st.integers(1, 3)
    return draw(st.one_of(one, st.lists(one, min_size=dims, max_size=dims).map(tuple)))


@special("conv", "depthwise_conv", "separable_conv", "conv_transpose")
def convolutions(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        dims = draw(st.integers(1, 3))
        x, wanted, channels = draw(images(dims))
        window = draw(st.lists(st.integers(1, 3), min_size=dims, max_size=dims))
        depth = sometimes(draw, channels, KNOWN)
        ends = (draw(KNOWN), depth) if name == "conv_transpose" else (depth, draw(KNOWN))
        kernel = f(*window, *ends)
        case: Case = {"inputs": x, "kernel": kernel, "data_format": wanted}
        if name == "separable_conv":
            del case["kernel"]
            point = f(*(1,) * dims, draw(KNOWN), draw(KNOWN))
            case |= {"depthwise_kernel": kernel, "pointwise_kernel": point}
        case["padding"] = draw(st.sampled_from(["valid", "same"]))
        case["strides"] = sizes(draw, dims)
        case["dilation_rate"] = sizes(draw, dims)
        if name == "conv_transpose" and draw(st.booleans()):
            case["output_padding"] = sizes(draw, dims)
        return case

    return build()


@special("max_pool", "average_pool")
def pools(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        dims = draw(st.integers(1, 3))
        x, wanted, _ = draw(images(dims, min_side=1))
        case: Case = {"inputs": x, "data_format": wanted, "pool_size": sizes(draw, dims)}
        if draw(st.booleans()):
            case["strides"] = sizes(draw, dims)
        case["padding"] = draw(st.sampled_from(["valid", "same"]))
        return case

    return build()


@special("space_to_depth", "depth_to_space")
def blocks(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        size = st.sampled_from([2, 4, 8, 9, 12, Sym("n")])
        shape = [BATCH, draw(size), draw(size), draw(size)]
        x = f(*shape[: sometimes(draw, 4, st.just(3))])
        wanted = draw(st.sampled_from(["channels_last", "channels_first"]))
        return {"x": x, "block_size": draw(st.integers(2, 3)), "data_format": wanted}

    return build()


@special("unfold", "fold")
def folds(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        window = sizes(draw, 2)
        side = st.one_of(st.integers(1, 9), st.just(Sym("n"))) if draw(st.booleans()) else KNOWN
        case: Case = {"kernel_size": window, "padding": draw(st.integers(0, 2))}
        case |= {"dilation": sizes(draw, 2), "stride": sizes(draw, 2)}
        if name == "unfold":
            return case | {"x": f(BATCH, draw(side), draw(side), draw(side))}
        return case | {"x": f(BATCH, draw(side), draw(side)), "output_size": sizes(draw, 2)}

    return build()


@special("image.affine_transform", "image.perspective_transform", "image.sobel_edges")
def warps(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        x, wanted, _ = draw(images())
        case: Case = {"images": x, "data_format": wanted}
        if name.endswith("affine_transform"):
            case["transform"] = f(
                *sometimes(draw, (BATCH, 8), st.sampled_from([(8,), (), (1, 2, 8)]))
            )
        if name.endswith("perspective_transform"):
            points = st.sampled_from([(BATCH, 4, 2), (4, 2), (4, 3), (2,)])
            start = draw(points)
            case |= {"start_points": f(*start), "end_points": f(*sometimes(draw, start, points))}
        return case

    return build()


@special("image.extract_patches", "image.extract_patches_3d")
def patches(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        dims = 3 if name.endswith("3d") else draw(st.sampled_from([2, 2, 3]))
        x, wanted, _ = draw(images(dims))
        window = draw(st.lists(st.integers(1, 3), min_size=dims, max_size=dims).map(tuple))
        case: Case = {"size": window, "data_format": wanted}
        case["volumes" if name.endswith("3d") else "images"] = x
        case["padding"] = draw(st.sampled_from(["valid", "same"]))
        if draw(st.booleans()):
            case["strides"] = sizes(draw, dims)
        case["dilation_rate"] = sizes(draw, dims)
        return case

    return build()


@special("image.pad_images", "image.crop_images")
def borders(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        x, wanted, _ = draw(images())
        word = "padding" if "pad" in name else "cropping"
        case: Case = {"images": x, "data_format": wanted}
        target = st.integers(1, 12)
        for names in (
            (f"top_{word}", f"bottom_{word}", "target_height"),
            (f"left_{word}", f"right_{word}", "target_width"),
        ):
            left_out = draw(st.integers(0, 2))
            values = [draw(st.integers(0, 2)), draw(st.integers(0, 2)), draw(target)]
            case |= {
                n: v for i, (n, v) in enumerate(zip(names, values, strict=True)) if i != left_out
            }
        return case

    return build()


@special("image.map_coordinates")
def coordinates(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        rank = draw(st.integers(1, 3))
        x = f(*draw(st.lists(SIZE, min_size=rank, max_size=rank)))
        rest = draw(st.lists(SIZE, min_size=0, max_size=2))
        places = f(sometimes(draw, rank, SIZE), *rest)
        return {"inputs": x, "coordinates": places, "order": draw(st.integers(0, 1))}

    return build()


@special("fft", "fft2", "ifft2", "irfft", "istft")
def transforms(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        shape = draw(st.lists(SIZE if draw(st.booleans()) else KNOWN, min_size=0, max_size=3))
        parts = [f(*shape), f(*sometimes(draw, shape, st.lists(SIZE, max_size=3)))]
        case: Case = {"x": sometimes(draw, parts, st.just(parts[:1]))}
        length = draw(st.one_of(st.none(), st.integers(2, 9)))
        if name == "irfft":
            case["fft_length"] = length
        if name == "istft":
            case |= {"sequence_length": 4, "sequence_stride": draw(st.integers(1, 4))}
            case |= {"fft_length": draw(st.integers(4, 8)), "length": length}
            case["center"] = draw(st.booleans())
        return case

    return build()


@special("batch_normalization")
def batch_normalization(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        shape = draw(st.lists(SIZE, min_size=1, max_size=4))
        axis = draw(st.integers(-len(shape), len(shape) - 1))
        vector = (shape[axis],)
        case: Case = {"x": f(*shape), "axis": sometimes(draw, axis, st.integers(-5, 5))}
        names = (
            "mean",
            "variance",
            *draw(st.sampled_from([(), ("offset", "scale"), ("scale",), ("offset",)])),
        )
        for one in names:
            other = st.sampled_from([(), (2,), (Sym("n"),), (2, 2)])
            case[one] = f(*sometimes(draw, vector, other))
        return case

    return build()


@special("einsum")
def einsums(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        known = {c: draw(SIZE) for c in "abcd"}
        dots = draw(st.lists(SIZE, max_size=2)) if draw(st.booleans()) else None
        terms: list[str] = []
        operands: list[TensorType] = []
        for _ in range(draw(st.integers(1, 3))):
            letters = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True))
            term, shape = "".join(letters), [known[c] for c in letters]
            if dots is not None and draw(st.booleans()):
                term, shape = "..." + term, [*dots, *shape]
            if draw(st.integers(0, 8)) == 0:
                shape = shape[1:]
            terms.append(term)
            operands.append(f(*shape, dtype=draw(st.sampled_from(["float32", "int32", "int8"]))))
        used = sorted({c for term in terms for c in term if c != "."})
        out = draw(st.lists(st.sampled_from(used), max_size=3, unique=True))
        right = ("..." if dots is not None else "") + "".join(out)
        equation = ",".join(terms) + draw(st.sampled_from([f"->{right}", f"->{right}", ""]))
        return {"subscripts": equation, "operands": operands}

    return build()


@special("rearrange")
def rearranged(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        pattern, named = draw(
            st.sampled_from(
                [
                    ("b h c -> b c h", ()),
                    ("b (h w) c -> b h w c", ("h",)),
                    ("b h w -> b (h w)", ()),
                    ("b h w -> (b h) w", ()),
                    ("b (h w) c -> b c w h", ("h", "w")),
                ]
            )
        )
        size = KNOWN if draw(st.booleans()) else SIZE
        shape = [draw(SIZE) if pattern.startswith("b (") else draw(KNOWN), draw(size), draw(KNOWN)]
        lengths = {n: draw(st.integers(1, 3)) for n in named}
        return {"tensor": f(*shape), "pattern": pattern, "keywords": lengths}

    return build()


@special("searchsorted")
def searches(name: str) -> st.SearchStrategy[Case]:
    row = st.sampled_from([f(3), f(Sym("n")), f(), f(2, 2)])
    return st.fixed_dictionaries({"sorted_sequence": row, "values": st.just(f(BATCH, 3))})


@special("sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy")
def losses(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        shape = draw(st.lists(SIZE, min_size=1, max_size=3))
        target = shape
        case: Case = {"output": f(*shape)}
        if name.startswith("sparse"):
            axis = draw(st.integers(-len(shape), len(shape) - 1))
            target = [d for i, d in enumerate(shape) if i != axis % len(shape)]
            case["axis"] = axis
            if axis % len(shape) == len(shape) - 1 and draw(st.booleans()):
                target.append(1)
        case["target"] = f(*sometimes(draw, target, st.lists(SIZE, max_size=3)))
        return case

    return build()


@special("ctc_loss")
def ctc(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        batch = draw(SIZE)
        other = SIZE.map(lambda n: (n,))
        return {
            "target": f(batch, 3, dtype="int32"),
            "output": f(*sometimes(draw, (batch,), other), 5, 4),
            "target_length": f(*sometimes(draw, (batch,), other)),
            "output_length": f(*sometimes(draw, (batch,), st.just(()))),
        }

    return build()


@special("view_as_complex")
def complexes(name: str) -> st.SearchStrategy[Case]:
    return st.sampled_from([f(3, 2), f(2), f(BATCH, 4, 2), f(3), f()]).map(lambda x: {"x": x})


@special("get_item")
def indices(name: str) -> st.SearchStrategy[Case]:
    place = st.one_of(st.none(), st.integers(-5, 5))
    cut = st.builds(slice, place, place, st.sampled_from([None, 1, 2, -1, -2]))
    one = st.one_of(st.integers(-4, 4), cut, st.just(...), st.none(), st.just(slice(None)))
    x = st.lists(SIZE, max_size=4).map(lambda shape: f(*shape))
    key = st.one_of(st.integers(-3, 3), st.lists(one, max_size=4).map(tuple))
    return st.fixed_dictionaries({"x": x, "key": key})


@special("correlate")
def correlations(name: str) -> st.SearchStrategy[Case]:
    row = st.sampled_from([f(3), f(5), f(4, dtype="int32"), f(Sym("n")), f(2, 2)])
    mode = st.sampled_from(["valid", "same", "full"])
    return st.fixed_dictionaries({"x1": row, "x2": row, "mode": mode})


@special("adaptive_max_pool", "adaptive_average_pool")
def pooled(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        dims = draw(st.integers(1, 3))
        x, wanted, _ = draw(images(dims))
        wanted_sizes = draw(st.lists(st.integers(1, 3), min_size=dims, max_size=dims).map(tuple))
        return {"inputs": x, "output_size": wanted_sizes, "data_format": wanted}

    return build()


@special("segment_sum", "segment_max", "segment_min", "segment_prod")
def segmented(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        shape = draw(st.lists(SIZE, min_size=1, max_size=3))
        ids = sometimes(draw, shape[:1], st.lists(SIZE, max_size=2))
        case: Case = {"data": f(*shape), "segment_ids": f(*ids, dtype="int32")}
        count = draw(st.one_of(st.none(), st.integers(1, 5)))
        return case if count is None else case | {"num_segments": count}

    return build()


@special("image.rgb_to_hsv", "image.hsv_to_rgb", "image.rgb_to_grayscale")
def coloured(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        x, wanted, _ = draw(images())
        shape = list(x.shape or ())
        shape[-3 if wanted == "channels_first" else -1] = sometimes(draw, 3, SIZE)
        dtype = draw(st.sampled_from(["float32", "float32", "float16", "int32"]))
        return {"images": f(*shape, dtype=dtype), "data_format": wanted}

    return build()


@special("rot90")
def turned(name: str) -> st.SearchStrategy[Case]:
    x = st.lists(SIZE, max_size=4).map(lambda shape: f(*shape))
    axes = st.sampled_from([(0, 1), (1, 2), (0, -1), (1, 1), (0, 1, 2), (3, 1)])
    return st.fixed_dictionaries({"array": x, "axes": axes, "k": st.integers(-2, 3)})


@special("solve", "solve_triangular", "lstsq")
def solved(name: str) -> st.SearchStrategy[Case]:
    @st.composite
    def build(draw: st.DrawFn) -> Case:
        outer = [] if name == "lstsq" else draw(st.sampled_from([[], [2], [BATCH]]))
        side = draw(SIZE)
        a = f(*outer, side, sometimes(draw, side, SIZE))
        ends = st.sampled_from([(side,), (side, 2), (3, 2), ()])
        return {"a": a, "b": f(*outer, *draw(ends))}

    return build()


@special("eye")
def diagonals(name: str) -> st.SearchStrategy[Case]:
    """With one row and another diagonal than the main one Keras gives a larger matrix."""
    size = st.integers(2, 5)
    return st.fixed_dictionaries(
        {"N": size}, optional={"M": st.one_of(st.none(), size), "k": st.integers(-6, 6)}
    )
