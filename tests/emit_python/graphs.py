"""Random graphs: blocks, copies, shared layers, odd names and odd orders, whatever the shapes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from graphdsl.graph import Graph, Input, Layer, Node, Object, Output, Ref, Segment

NAMES = (
    "class", "x", "x-y", "1_conv", "layers", "name", "größe", "l", "print", "stage 1.fc", 'a"b',
    "it's", "i", "outputs", "model", "ops", "keras", "a" * 70, "filters", "{braces}", "tab\tbed",
)  # fmt: skip
PLAIN = ("Dense", "Conv2D", "ReLU", "BatchNormalization", "Dropout", "Flatten")
FUNCTIONS = ("add", "multiply", "subtract", "power", "maximum", "matmul", "not_equal")


def structure_of(names, pick, depth=3):
    """What inputs or outputs of these names may be given in; `pick` decides."""
    if not depth or (len(names) == 1 and pick.randrange(3)):
        return names[0] if len(names) == 1 else [*names]
    cut = pick.randrange(len(names) + 1)
    parts = [structure_of(some, pick, depth - 1) for some in (names[:cut], names[cut:]) if some]
    if pick.randrange(2):
        return parts
    keys = pick.sample(["up", "a b", "if", "x"], len(parts))
    return dict(zip(keys, parts, strict=True))


class Random:
    """A graph in the making; `pick` decides everything."""

    def __init__(self, pick, depth=0):
        self.pick, self.depth = pick, depth
        self.inputs, self.layers, self.nodes, self.outputs, self.segments = [], {}, {}, [], {}
        self.values, self.shared, self.counts = [], [], {}

    def chance(self, percent):
        return self.pick.randrange(100) < percent

    def graph(self, name="net"):
        for _ in range(self.pick.choice([1, 1, 2])):
            given = self.fresh(self.pick.choice(["image", "text", "x", self.pick.choice(NAMES)]))
            self.inputs.append(Input(given, (4, None), self.pick.choice(["float32", "int32"])))
            self.values.append(Ref(given))
        blocks = [self.block() for _ in range(2)]
        for _ in range(self.pick.randrange(1, 9)):
            self.values.append(self.statement(blocks))
        self.finish()
        nodes = self.shuffled() if self.chance(25) else self.nodes
        train = self.training() if self.depth == 0 and self.chance(50) else None
        inputs, outputs = tuple(self.inputs), tuple(self.outputs)
        gives = structure_of([o.name for o in outputs], self.pick) if self.chance(30) else None
        takes = structure_of([i.name for i in inputs], self.pick) if self.chance(30) else None
        return Graph(name, inputs, self.layers, nodes, outputs, self.segments, train, gives, takes)

    def fresh(self, base):
        number = self.counts.get(base, 0)
        self.counts[base] = number + 1
        name = f"{base}_{number}" if number else base
        taken = (
            name in self.layers or name in self.nodes or any(name == i.name for i in self.inputs)
        )
        return self.fresh(base) if taken else name

    def finish(self):
        for _ in range(self.pick.choice([1, 1, 2, 3, 4])):
            value = self.pick.choice(self.values[-4:])
            name = value.node if self.chance(60) and not value.index else self.fresh("result")
            if name not in {output.name for output in self.outputs}:
                loss = self.pick.choice([None, "mse", Object("Huber", {"delta": 2.0})])
                self.outputs.append(Output(name, value, loss, self.pick.choice([None, 0.5])))

    def training(self):
        rate = Object("ExponentialDecay", {"initial_learning_rate": 1e-5, "decay_steps": 9})
        return {"optimizer": Object("Adam", {"learning_rate": rate}), "jit_compile": False}

    # ------------------------------------------------------------ statements

    def statement(self, blocks):
        now = self.values[-1]
        match self.pick.randrange(12):
            case 0 | 1:
                return self.repeat(now, lambda value, n: self.use(blocks, value))
            case 2:
                return self.copies(now)
            case 3:
                return self.join([self.pick.choice(self.values) for _ in range(2)])
            case 4:
                return self.function(now)
            case 5:
                return self.share(now)
            case 6:
                return self.several(now)
            case 7 if self.depth < 2:
                return self.nested(now)
            case 8:
                return self.stage(now, blocks)
            case 9:
                return self.share_block(now)
            case _:
                return self.repeat(now, lambda value, n: self.layer(value))

    def repeat(self, value, step):
        for number in range(self.pick.choice([1, 1, 1, 3, 5])):
            value = step(value, number)
        return value

    def layer(self, value, path="", name=None, cls=None, args=None):
        cls = cls or self.pick.choice(PLAIN)
        if name is None:
            odd = self.chance(10)
            name = self.pick.choice(NAMES) if odd else self.prefix(path) + cls.lower()
        name = self.fresh(name)
        args = self.arguments(cls) if args is None else args
        self.layers[name] = Layer(name, "layer", cls, args, self.chance(5))
        return self.call(name, (value,), path)

    def arguments(self, cls):
        match cls:
            case "Dense":
                found = {"units": self.pick.choice([4, 8, 16])}
                if self.chance(20):
                    found["kernel_regularizer"] = Object(
                        "L2", {"l2": self.pick.choice([0.1, 1e-4])}
                    )
                return found
            case "Conv2D":
                size = self.pick.choice([3, (1, 7)])
                return {"filters": 8, "kernel_size": size, "strides": self.pick.choice([1, 2])}
            case "Dropout":
                return {"rate": 0.5}
            case _:
                return {}

    def call(self, layer, args, path="", name=None, **more):
        name = name or (self.fresh(layer) if layer in self.nodes else layer)
        self.nodes[name] = Node(name, layer, args, segment=path, **more)
        return Ref(name)

    def prefix(self, path):
        return f"{path.replace('.', '_')}_" if path else ""

    def join(self, values, path=""):
        name = self.fresh(self.prefix(path) + self.pick.choice(["concatenate", "joined"]))
        self.layers[name] = Layer(name, "layer", "Concatenate", {"axis": -1})
        return self.call(name, (list(values),), path)

    def function(self, value, path=""):
        for _ in range(self.pick.randrange(1, 5)):
            cls = self.pick.choice(FUNCTIONS)
            other = self.pick.choice([2, 0.5, -1, value, self.pick.choice(self.values)])
            args = [value, other]
            self.pick.shuffle(args)
            if all(not isinstance(arg, Ref) for arg in args):
                args[0] = value
            if self.chance(20):
                cls, args = "get_item", [value, (slice(None), -1, ...)]
            elif self.chance(20):
                cls, args = "negative", [value]
            odd = self.prefix(path) + (cls if self.chance(70) else "named")
            name = self.fresh(odd)
            self.layers[name] = Layer(name, "function", cls)
            value = self.call(name, tuple(args), path)
        return value

    def share(self, value, path=""):
        if not self.shared or self.chance(40):
            name = self.fresh(self.pick.choice(["encoder", "reader"]))
            self.layers[name] = Layer(name, "layer", "LSTM", {"units": 4})
            self.shared.append(name)
        return self.call(self.pick.choice(self.shared), (value,), path)

    def share_block(self, value):
        """A block used twice or more with the same layers."""
        names = [self.fresh(f"encode_{cls.lower()}") for cls in ("Dense", "ReLU", "Dense")]
        for name in names:
            self.layers[name] = Layer(name, "layer", "Dense", {"units": self.pick.choice([4, 8])})
        results = []
        for _ in range(self.pick.choice([1, 2, 2, 3])):
            path = self.path("encode")
            self.segments[path] = Segment(path, "block", template="encode")
            inner = self.pick.choice([value, *self.values])
            for name in names:
                inner = self.call(name, (inner,), path)
            results.append(inner)
        return self.join(results)

    def several(self, value):
        name = self.fresh("states")
        self.layers[name] = Layer(name, "layer", "LSTM", {"units": 4, "return_state": True})
        results = ("y", "h", "c") if self.chance(60) else ()
        ref = self.call(name, (value,), results=results)
        return replace(ref, index=self.pick.choice([0, 1, 2]))

    def nested(self, value):
        inner = Random(self.pick, self.depth + 1).graph("tower")
        name = self.fresh("tower")
        graph = replace(inner, name=name)
        self.layers[name] = Layer(name, "model", "tower", {}, False, graph)
        args = tuple(value for _ in graph.inputs)
        ref = self.call(name, args)
        return replace(ref, index=self.pick.randrange(len(graph.outputs)))

    def stage(self, value, blocks):
        kind = self.pick.choice(["stem", "stage", "branch", "head", "aux"])
        path = self.fresh(kind)
        self.segments[path] = Segment(path, kind, frozen=self.chance(20))
        for _ in range(self.pick.randrange(1, 4)):
            inside = self.chance(30)
            value = self.use(blocks, value, path) if inside else self.layer(value, path)
        self.segments[path] = replace(self.segments[path], results=(("", value),))
        return value

    # ---------------------------------------------------------------- blocks

    def block(self):
        """A list of what a use makes: class, what it reads, whether only some uses have it."""
        steps = []
        for number in range(self.pick.randrange(1, 6)):
            cls = self.pick.choice([*PLAIN, "join", "function", "inner"])
            reads = self.pick.choice([number, number, number, 0])
            steps.append((cls, reads, self.chance(12)))
        fixed = {f"a{n}": self.pick.choice([4, 8]) for n in range(len(steps))}
        return self.pick.choice(["residual", "unit", "Conv-BN"]), steps, fixed

    def use(self, blocks, value, around="", level=0):
        template, steps, fixed = self.pick.choice(blocks)
        path = self.path(f"{around}.{template}" if around else template)
        width, extra = self.pick.choice([8, 16]), self.chance(40)
        args = {"width": width, "extra": extra}
        self.segments[path] = Segment(
            path, "block", around, template=template, args=args, operands=(("", value),)
        )
        made = [value]
        for number, (cls, reads, optional) in enumerate(steps):
            if optional and not extra:
                continue
            source = made[min(reads, len(made) - 1)]
            made.append(self.inside(cls, source, made, path, blocks, level, width, fixed, number))
        results = (("", made[-1]),) if self.chance(90) else ()
        self.segments[path] = replace(self.segments[path], results=results)
        return made[-1]

    def inside(self, cls, source, made, path, blocks, level, width, fixed, number):
        match cls:
            case "join":
                return self.join([source, self.pick.choice([made[0], made[-1]])], path)
            case "function":
                name = self.fresh(f"{self.prefix(path)}add")
                self.layers[name] = Layer(name, "function", "add")
                return self.call(name, (source, made[0]), path)
            case "inner" if level < 2:
                return self.use(blocks, source, path, level + 1)
            case "inner":
                return self.layer(source, path, None, "ReLU")
            case "Dense":
                units = self.pick.choice([width, width * 4, fixed[f"a{number}"]])
                return self.layer(source, path, None, cls, {"units": units})
            case _:
                return self.layer(source, path, None, cls)

    def path(self, base):
        number = self.counts.get(f"path {base}", 0)
        self.counts[f"path {base}"] = number + 1
        return f"{base}_{number}" if number else base

    def copies(self, value):
        base = self.fresh("learner")
        count = self.pick.randrange(2, 5)
        widths = [self.pick.choice([4, 8]) for _ in range(count)]
        results = []
        for number, width in enumerate(widths, 1):
            path = f"{base}_{number}"
            args = {"width": width}
            self.segments[path] = Segment(path, "branch", copy_of=base, args=args)
            inner = self.layer(value, path, None, "Dense", {"units": width})
            inner = self.layer(inner, path, f"{path}_out", "Dense", {"units": 3})
            results.append(inner)
            self.segments[path] = replace(self.segments[path], results=(("", inner),))
        for result in results:
            if self.chance(60):
                self.outputs.append(Output(result.node, result, "mse"))
        return self.join(results)

    def shuffled(self):
        """The calls in another order that can be computed."""
        left, found = dict(self.nodes), {}
        while left:
            ready = [
                name
                for name, node in left.items()
                if all(ref.node in found or ref.node not in self.nodes for ref in node.refs())
            ]
            name = self.pick.choice(ready)
            found[name] = left.pop(name)
        return found


@st.composite
def graphs(draw):
    """A random graph."""
    return Random(draw(st.randoms(use_true_random=False))).graph()
