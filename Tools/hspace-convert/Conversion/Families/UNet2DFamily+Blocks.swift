extension UNet2DFamily {
  /// Emits conv2(SiLU(norm2(conv1(SiLU(norm1(x))) + projection of the time))) + shortcut(x).
  mutating func residualBlock(_ x: Value, _ path: String, outputs: Int) -> Value {
    var h = groupNorm(x, "\(path).norm1", groups: configuration.groups)
    h = program.silu(h, name: "\(path).act1")
    h = convolution(h, "\(path).conv1", outputs: outputs)
    let shift = linear(time, "\(path).time_emb_proj", outputs: outputs)
    h = program.add(h, shift, name: "\(path).add_time")
    // Before norm2, so that from there to the sum every operation follows the one that it needs.
    let shortcut =
      x.channels == outputs
      ? x : convolution(x, "\(path).conv_shortcut", outputs: outputs, kernel: 1)
    h = groupNorm(h, "\(path).norm2", groups: configuration.groups)
    h = program.silu(h, name: "\(path).act2")
    h = convolution(h, "\(path).conv2", outputs: outputs)
    return program.add(h, shortcut, name: "\(path).add_residual")
  }

  /// Emits to_out(attention over pixels of group_norm(x)) + x.
  mutating func attentionBlock(_ x: Value, _ path: String, groups: Int) -> Value {
    let normal = groupNorm(x, "\(path).group_norm", groups: groups)
    let q = linear(normal, "\(path).to_q", old: "\(path).query", outputs: x.channels)
    let k = linear(normal, "\(path).to_k", old: "\(path).key", outputs: x.channels)
    let v = linear(normal, "\(path).to_v", old: "\(path).value", outputs: x.channels)
    let mixed = program.attention(
      q: q, k: k, v: v, heads: configuration.heads(of: x.channels), name: "\(path).attention")
    let out = linear(mixed, "\(path).to_out.0", old: "\(path).proj_attn", outputs: x.channels)
    return program.add(out, x, name: "\(path).add_residual")
  }

  /// Emits a 3x3 convolution with stride 2.
  mutating func downsample(_ x: Value, _ path: String) -> Value {
    // diffusers pads at right and bottom itself where the convolution does not pad.
    let padding: ProgramBuilder.Padding =
      configuration.downsamplePadding == 1
      ? .all(1) : ProgramBuilder.Padding(bottom: 1, right: 1)
    return convolution(x, path, outputs: x.channels, stride: 2, padding: padding)
  }

  /// Emits a convolution, with a bias, that keeps the picture's size unless told otherwise.
  mutating func convolution(
    _ x: Value, _ path: String, outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: ProgramBuilder.Padding? = nil
  ) -> Value {
    let weight = ledger.convolution(
      ["\(path).weight"], outputs: outputs, inputs: x.channels, kernel: kernel)
    let bias = ledger.vector(["\(path).bias"], count: outputs)
    return program.convolution(
      x, weight: weight, bias: bias, outputs: outputs, kernel: kernel, stride: stride,
      padding: padding ?? .all(kernel / 2), name: path)
  }

  /// Emits a linear layer as a convolution of single pixels; `old` is its name in older exports.
  mutating func linear(_ x: Value, _ path: String, old: String? = nil, outputs: Int) -> Value {
    let paths = [path] + (old.map { [$0] } ?? [])
    let weight = ledger.linear(
      paths.map { "\($0).weight" }, outputs: outputs, inputs: x.channels)
    let bias = ledger.vector(paths.map { "\($0).bias" }, count: outputs)
    return program.convolution(
      x, weight: weight, bias: bias, outputs: outputs, kernel: 1, padding: .all(0), name: path)
  }

  mutating func groupNorm(_ x: Value, _ path: String, groups: Int) -> Value {
    let gamma = ledger.vector(["\(path).weight"], count: x.channels)
    let beta = ledger.vector(["\(path).bias"], count: x.channels)
    return program.groupNorm(
      x, gamma: gamma, beta: beta, groups: groups, epsilon: configuration.epsilon, name: path)
  }
}
