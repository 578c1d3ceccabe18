"""Recurrent networks of PyTorch, forward and backward: recurrent.json.

Operand k of n numbers is ((37 i + 11 k) mod 101 - 50) / 101, i = 0, 1, ..., so that the test can make it itself. Weights are filled
as [inputs, gates * hidden], the transpose of PyTorch's, in the order weight, recurrent weight, bias, recurrent bias of each direction of
each layer (k = 0, 1, ...); then follow the input, the states, and the gradients of the output and of the last states.
"""
import json
import pathlib

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def wave(k, shape):
    n = 1
    for length in shape:
        n *= length
    return ((torch.arange(n) * 37 + 11 * k) % 101 - 50).double().div(101).reshape(shape)


def numbers(tensor):
    return [float(f"{v:.15g}") for v in tensor.detach().flatten().tolist()]


def fill(parameters):
    for k, p in enumerate(parameters):
        with torch.no_grad():
            p.copy_(wave(k, tuple(p.shape)[::-1]).T if p.dim() == 2 else wave(k, tuple(p.shape)))
    return len(parameters)


def gradients(parameters):
    return [numbers(p.grad.T if p.dim() == 2 else p.grad) for p in parameters]


def states_of(net, shape, k):
    return [wave(k + i, shape).requires_grad_() for i in range(2 if "LSTM" in type(net).__name__ else 1)]


def packed_arguments(states):
    return tuple(states) if len(states) == 2 else states[0]


def listed(states):
    return list(states) if isinstance(states, tuple) else [states]


def result(kind, sizes, flags, lengths, output, x, states, last, parameters):
    total = sum((t * wave(900 + i, tuple(t.shape))).sum() for i, t in enumerate([output] + last))
    total.backward()
    return dict(kind=kind, sizes=sizes, flags=flags, lengths=lengths, output=numbers(output), last=[numbers(t) for t in last],
                inputGradient=numbers(x.grad), stateGradients=[numbers(t.grad) for t in states],
                parameterGradients=gradients(parameters))


def network(kind, inputs, hidden, layers, bidirectional, bias, batch, time, lengths):
    make = {"tanh": nn.RNN, "relu": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind]
    extra = dict(nonlinearity=kind) if make is nn.RNN else {}
    net = make(inputs, hidden, layers, bias=bias, batch_first=True, bidirectional=bidirectional, **extra)
    parameters = list(net.parameters())
    k = fill(parameters)
    x = wave(k, (batch, time, inputs)).requires_grad_()
    states = states_of(net, (layers * (2 if bidirectional else 1), batch, hidden), k + 1)
    if lengths:
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        output, last = net(packed, packed_arguments(states))
        output, _ = nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=time)
    else:
        output, last = net(x, packed_arguments(states))
    return result(kind, [inputs, hidden, layers, batch, time], [bidirectional, bias], lengths, output, x, states,
                  listed(last), parameters)


def cell(kind, inputs, hidden, bias, batch):
    make = {"tanh": nn.RNNCell, "relu": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}[kind]
    extra = dict(nonlinearity=kind) if make is nn.RNNCell else {}
    net = make(inputs, hidden, bias=bias, **extra)
    parameters = list(net.parameters())
    k = fill(parameters)
    x = wave(k, (batch, inputs)).requires_grad_()
    states = states_of(net, (batch, hidden), k + 1)
    last = listed(net(x, packed_arguments(states)))
    return result(kind, [inputs, hidden, 1, batch, 1], [False, bias], None, last[0], x, states, last, parameters)


networks, cells = [], []
for kind in ["tanh", "relu", "lstm", "gru"]:
    networks.append(network(kind, 3, 16, 1, False, True, 4, 5, None))
    networks.append(network(kind, 3, 5, 2, True, True, 4, 6, [3, 6, 1, 6]))
    networks.append(network(kind, 2, 4, 1, True, False, 3, 4, [4, 2, 3]))
    networks.append(network(kind, 4, 3, 3, False, True, 1, 7, None))
    cells.append(cell(kind, 3, 8, True, 4))
    cells.append(cell(kind, 3, 5, False, 2))

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(dict(torch=torch.__version__, networks=networks, cells=cells)) + "\n")
print("torch", torch.__version__, path.stat().st_size, "bytes")
