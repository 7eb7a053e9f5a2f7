import Container
import Quantisation

/// A model file in memory.
@safe
final class SourceModel {
  // Owned: allocated in init, freed in deinit.
  private let memory: UnsafeMutableRawPointer
  let file: ContainerFile
  let tensors: TensorTable

  init(_ bytes: [UInt8]) throws {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
    unsafe self.memory = memory
    // Both have this many bytes; the view lives as long as the object.
    unsafe memory.copyMemory(from: bytes, byteCount: bytes.count)
    file = try ContainerFile(unsafe Bytes(base: memory, count: bytes.count))
    let count = try TensorTable.count(in: file)
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    defer { unsafe scratch.deallocate() }
    tensors = try TensorTable(file, scratch: unsafe Slice(base: scratch, count: count))
  }

  deinit { unsafe memory.deallocate() }

  /// Checks everything that can be checked.
  func verify() throws {
    for index in 0..<tensors.count { try tensors.verify(index) }
    try file.verify()
  }

  /// Flips the lowest bit of a byte of the file.
  func flip(_ offset: Int) {
    precondition(offset < file.bytes.count)
    // Just checked.
    unsafe memory.storeBytes(
      of: file.bytes.load(offset, as: UInt8.self) ^ 1, toByteOffset: offset, as: UInt8.self)
  }

  var memorySize: Int { Quantiser<TestHost>.memorySize(file, tensors)! }

  /// The file that the quantiser makes of it, with memory of `size` bytes.
  func quantised(
    _ host: TestHost = TestHost(), size: Int? = nil, sink: (Int) -> Bool = { _ in true }
  ) throws(QuantisationError) -> [UInt8] {
    let size = size ?? memorySize
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { unsafe memory.deallocate() }
    // Nothing may rely on zeros.
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: size)
    var arena = unsafe Arena(base: memory, capacity: size)
    var quantiser = try Quantiser(file, tensors, in: &arena, host: host)
    var result: [UInt8] = []
    try quantiser.write { (bytes) throws(QuantisationError) in
      guard sink(bytes.count) else { throw .sink }
      result += bytes.array
    }
    return result
  }
}
