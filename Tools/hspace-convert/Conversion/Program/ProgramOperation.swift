import Program

/// An operation of a program, as the `PROG` section stores it.
struct ProgramOperation: Equatable {
  let kind: OperationKind
  /// Numbers of values.
  let inputs: [Int]
  /// Numbers of tensors.
  let tensors: [Int]
  let parameters: [UInt32]
  /// For messages: the module's path in the source.
  let name: String
}
