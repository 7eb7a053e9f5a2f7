import HSpaceLibrary

/// Turns a network that measures LPIPS into programs: one for each convolution, and `compare`.
///
/// Reads the state of the Python package's `lpips.LPIPS(net='alex')` or `'vgg'`. The last program weighs the mean squared
/// differences of the features' channels and adds them.
struct PerceptualPrograms {
  private(set) var ledger: KeyLedger
  private(set) var programs: [ProgramBuilder] = []
  let layout: PerceptualLayout

  /// The pictures that the programs are planned for first; they take any other size as well.
  private static let side = 64

  init(_ checkpoint: Checkpoint) throws(ConversionError) {
    let shapes = TensorShapes(checkpoint)
    layout = try Self.layout(checkpoint, shapes)
    ledger = KeyLedger(checkpoint)
    var (channels, side) = (3, Self.side)
    var compared: [Int] = []
    for layer in layout.layers {
      let outputs = try shapes.of("\(layer.module).weight", count: 4)[0]
      let sides = layer.sides(of: side)
      convolution(layer, inputs: channels, outputs: outputs, side: sides.input)
      if layer.isLast(in: layout) { compared.append(outputs) }
      (channels, side) = (outputs, sides.output)
    }
    compare(compared)
    // What the package stores twice, and the constants of its input.
    ledger.discard(copies: compared.indices.map { "lins.\($0).model.1.weight" })
    ledger.discard(copies: ["scaling_layer.shift", "scaling_layer.scale"])
  }

  var canonicalText: String { "lpips \(layout)\n" }
  var facts: [(String, String)] { [("lpips", layout.rawValue)] }

  private static func layout(
    _ checkpoint: Checkpoint, _ shapes: TensorShapes
  ) throws(ConversionError) -> PerceptualLayout {
    let found = PerceptualLayout.allCases.first { layout in
      layout.layers.allSatisfy { shapes.has("\($0.module).weight") }
    }
    guard let found else {
      throw ConversionError(
        checkpoint.path, "it has LPIPS's weights, but not the layers of AlexNet or VGG16",
        remedy: "SqueezeNet is not known; of the others, save the whole network: "
          + "torch.save(lpips.LPIPS(net='alex').state_dict(), 'lpips.pth')")
    }
    return found
  }

  private mutating func convolution(
    _ layer: PerceptualLayout.Layer, inputs: Int, outputs: Int, side: Int
  ) {
    var program = ProgramBuilder(name: layer.program)
    let x = program.input(
      ProgramInput(name: "x", kind: .picture, channels: inputs, height: side, width: side))
    let (weight, bias) = ("\(layer.module).weight", "\(layer.module).bias")
    let y = program.convolution(
      x,
      weight: ledger.convolution(
        [weight], weight, outputs: outputs, inputs: inputs, kernel: layer.kernel),
      bias: ledger.vector([bias], bias, count: outputs), outputs: outputs, kernel: layer.kernel,
      stride: layer.stride, padding: .all(layer.padding), name: layer.module)
    program.name(y, "y")
    programs.append(program)
  }

  private mutating func compare(_ channels: [Int]) {
    var program = ProgramBuilder(name: "compare")
    let differences = channels.enumerated().map { index, count in
      program.input(
        ProgramInput(name: "d\(index)", kind: .vector, channels: count, height: 1, width: 1))
    }
    var sum: ProgramBuilder.Value?
    for (index, difference) in differences.enumerated() {
      let name = "lin\(index).model.1.weight"
      let weight = ledger.linear([name], name, outputs: 1, inputs: difference.channels)
      let part = program.convolution(
        difference, weight: weight, bias: -1, outputs: 1, kernel: 1, padding: .all(0), name: name)
      sum = sum.map { program.add($0, part, name: "sum\(index)") } ?? part
    }
    if let sum { program.name(sum, "distance") }
    programs.append(program)
  }
}

extension PerceptualLayout.Layer {
  /// The convolution's module in the Python package.
  fileprivate var module: String { "net.slice\(slice).\(number)" }
}
