/// Turns one of Asyrp's direction networks into the program `direction`: h and the time embedding become dh.
struct DirectionNetwork {
  private(set) var ledger: KeyLedger
  private(set) var program = ProgramBuilder(name: "direction")
  let canonicalText: String

  /// Names of the modules; the network of ADM begins with a norm.
  private struct Names {
    let norm1: String?
    let conv1: String
    let time: String
    let norm2: String
    let conv2: String
    let epsilon: Float

    static let ddpm = Names(
      norm1: nil, conv1: "conv1", time: "temb_proj", norm2: "norm2", conv2: "conv2", epsilon: 1e-6)
    static let guided = Names(
      norm1: "in_layers.0", conv1: "in_layers.2", time: "emb_layers.1", norm2: "out_layers.0",
      conv2: "out_layers.3", epsilon: 1e-5)
  }

  private static let groups = 32
  /// The published networks' h; they take any other size as well.
  private static let size = 8

  init(_ checkpoint: Checkpoint) throws(ConversionError) {
    let shapes = TensorShapes(checkpoint)
    let names = shapes.has("temb_proj.weight") ? Names.ddpm : Names.guided
    let first = try shapes.of("\(names.conv1).weight", count: 4)
    let timeChannels = try shapes.of("\(names.time).weight", count: 2)[1]
    guard first[1] % Self.groups == 0, first[0] % Self.groups == 0 else {
      throw ConversionError(
        checkpoint.path, "tensor \(names.conv1).weight", "\(first[1]) channels",
        remedy: "direction networks have multiples of \(Self.groups)")
    }
    ledger = KeyLedger(checkpoint)
    canonicalText = "direction network\nepsilon=\(String(names.epsilon.bitPattern, radix: 16))\n"
    build(names, channels: first[1], hidden: first[0], timeChannels: timeChannels)
  }

  private mutating func build(_ names: Names, channels: Int, hidden: Int, timeChannels: Int) {
    let h = program.input(
      ProgramInput(
        name: "h", kind: .picture, channels: channels, height: Self.size, width: Self.size))
    let temb = program.input(
      ProgramInput(name: "temb", kind: .vector, channels: timeChannels, height: 1, width: 1))
    var u = h
    if let norm = names.norm1 { u = activated(u, norm, names.epsilon) }
    u = product(u, names.conv1, outputs: hidden)
    let time = product(program.silu(temb, name: "temb_act"), names.time, outputs: hidden)
    program.name(time, "time")
    u = program.add(u, time, name: "add_time")
    u = activated(u, names.norm2, names.epsilon)
    program.name(product(u, names.conv2, outputs: channels), "dh")
  }

  private mutating func activated(
    _ x: ProgramBuilder.Value, _ path: String, _ epsilon: Float
  ) -> ProgramBuilder.Value {
    let gamma = ledger.vector(["\(path).weight"], "\(path).weight", count: x.channels)
    let beta = ledger.vector(["\(path).bias"], "\(path).bias", count: x.channels)
    let normal = program.groupNorm(
      x, gamma: gamma, beta: beta, groups: Self.groups, epsilon: epsilon, name: path)
    return program.silu(normal, name: "\(path).act")
  }

  /// A product of each pixel with a matrix.
  private mutating func product(
    _ x: ProgramBuilder.Value, _ path: String, outputs: Int
  ) -> ProgramBuilder.Value {
    let weight = ledger.linear(
      ["\(path).weight"], "\(path).weight", outputs: outputs, inputs: x.channels)
    let bias = ledger.vector(["\(path).bias"], "\(path).bias", count: outputs)
    return program.convolution(
      x, weight: weight, bias: bias, outputs: outputs, kernel: 1, padding: .all(0), name: path)
  }
}

extension DirectionNetwork {
  /// Name and steps of training, from a file's name as published: `smiling_LC_CelebA_HQ_t999_ninv40_ngen40_0.pth`.
  static func facts(path: String) -> [(String, String)] {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    let name = stem.firstRange(of: "_LC_").map { String(stem[..<$0.lowerBound]) } ?? stem
    var facts = [("name", name.isEmpty ? "direction" : name)]
    if let mark = stem.firstRange(of: "_ngen"),
      let steps = Int(stem[mark.upperBound...].prefix { $0.isNumber }), (1...1000).contains(steps)
    {
      facts.append(("steps", "\(steps)"))
    }
    return facts
  }
}
