import Container
import Diffusion
import Program

@testable import Conversion

/// Runs a body with a model file that the readers of the runtime have checked completely.
func withModel<Result>(
  _ path: String, _ body: (ContainerFile, TensorTable, Program) throws -> Result
) throws -> Result {
  // The string becomes a C string for the call.
  let image = unsafe try FileImage(path: path)
  let file = try ContainerFile(image.bytes)
  var scratch = [UInt32](repeating: 0, count: try TensorTable.count(in: file))
  let table = try unsafe scratch.withUnsafeMutableBufferPointer { buffer throws(ContainerError) in
    // The array outlives the call, and is not empty in a model.
    try TensorTable(file, scratch: unsafe Slice(buffer))
  }
  for index in 0..<table.count { try table.verify(index) }
  _ = try Metadata(file)
  if let section = file.section(.schedule) { _ = try ScheduleSection.read(section) }
  let program = try Program(file.section(.program) ?? .empty, tensors: table.count)
  return try body(file, table, program)
}

extension Bytes {
  /// A copy of the bytes.
  var array: [UInt8] { (0..<count).map { load($0, as: UInt8.self) } }
  /// The bytes as text.
  var text: String { String(decoding: array, as: UTF8.self) }
}
