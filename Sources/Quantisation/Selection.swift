import Container
import Program

/// Which convolutions of a program may have int8 weights.
///
/// Not those that read the program's picture, or compute `eps` or `sigma`: there an error is seen
/// at once. Nor those whose input depends on the timestep alone: they cost nothing.
struct Selection {
  private let program: Program
  /// For each value, 1 when it depends on a picture.
  private let dependsOnPicture: Slice<UInt8>

  /// Room for the most values that a program may have.
  static var scratchSize: Int { 16 + 2048 }

  init(_ program: Program, scratch: Slice<UInt8>) {
    precondition(scratch.count >= program.valueCount)
    self.program = program
    dependsOnPicture = scratch
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

  /// The weight of an operation that is a convolution, and whether it may be int8.
  func weight(ofOperation index: Int) -> (tensor: Int, isAllowed: Bool)? {
    let operation = program.operation(index)
    guard operation.kind == .convolution else { return nil }
    let input = operation.inputs[0]
    let isInner = input >= program.inputCount && dependsOnPicture[input] == 1
    return (operation.tensors[0], isInner && !isPrediction(program.inputCount + index))
  }

  private func isPrediction(_ value: Int) -> Bool {
    for index in 0..<program.namedCount where program.namedValue(index) == value {
      let name = program.namedName(index)
      if name.equals("eps") || name.equals("sigma") { return true }
    }
    return false
  }
}
