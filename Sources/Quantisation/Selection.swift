import Container
import Program

/// Which convolutions of a program may have integer weights.
///
/// Those at high resolution have few weights, and what they lose is seen at the lowest noise levels: they take 10 bits.
///
/// Not those that read the program's picture, or compute `eps` or `sigma`: there an error is seen
/// at once. Nor those whose input depends on the timestep alone: they cost nothing.
struct Selection {
  private let program: Program
  private let tensors: TensorTable
  /// For each value, 1 when it depends on a picture.
  private let dependsOnPicture: Slice<UInt8>
  private let extents: Slice<Extents>
  /// Of the program's largest picture.
  private let picturePixels: Int

  /// The most values that a program may have.
  static var mostValues: Int { 16 + 2048 }

  /// Both slices have room for the most values.
  init(
    _ program: Program, _ tensors: TensorTable, _ scratch: Slice<UInt8>,
    _ extents: Slice<Extents>
  ) throws(ProgramError) {
    precondition(scratch.count >= program.valueCount && extents.count >= program.valueCount)
    self.program = program
    self.tensors = tensors
    self.extents = extents
    dependsOnPicture = scratch
    var largest = 0
    for input in 0..<program.inputCount {
      extents[input] = program.inputExtents(input)
      largest = max(largest, extents[input].pixels)
    }
    picturePixels = largest
    _ = try ShapeInference(program, tensors, extents)
    for input in 0..<program.inputCount {
      scratch[input] = program.inputKind(input) == .picture ? 1 : 0
    }
    for index in 0..<program.operationCount {
      let operation = program.operation(index)
      var depends: UInt8 = 0
      for slot in 0..<operation.kind.inputs { depends |= scratch[operation.inputs[slot]] }
      scratch[program.inputCount + index] = depends
    }
  }

  /// The weight of an operation that is a convolution, and the integers that it may be; nil for none.
  func weight(ofOperation index: Int) -> (tensor: Int, element: ElementType?)? {
    let operation = program.operation(index)
    guard operation.kind == .convolution else { return nil }
    let input = operation.inputs[0]
    let isInner = input >= program.inputCount && dependsOnPicture[input] == 1
    let output = program.inputCount + index
    guard isInner, !isPrediction(output) else { return (operation.tensors[0], nil) }
    let isWide =
      tensors[operation.tensors[0]].extents.count <= mostWide(pixels: extents[output].pixels)
    return (operation.tensors[0], isWide ? .int10 : .int8)
  }

  /// Most weights of a convolution that takes 10 bits.
  ///
  /// Larger ones have enough weights to average errors. Where most of the work is, the limit is lower: 8 bits let
  /// convolutions of many inputs take larger tiles.
  private func mostWide(pixels: Int) -> Int {
    if pixels * 4 >= picturePixels { return 1 << 17 }
    return pixels * 16 >= picturePixels ? 1 << 18 : 0
  }

  private func isPrediction(_ value: Int) -> Bool {
    for index in 0..<program.namedCount where program.namedValue(index) == value {
      let name = program.namedName(index)
      if name.equals("eps") || name.equals("sigma") { return true }
    }
    return false
  }
}
