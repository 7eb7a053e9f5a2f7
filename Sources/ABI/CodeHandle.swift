import CHSpace
import Container
import Diffusion

/// What a code handle points to.
struct CodeHandle: ~Copyable {
  let storage: Allocation
  let image: FileImage
  let code: Code
}

/// The code behind a handle.
func code(_ handle: OpaquePointer) -> UnsafeMutablePointer<CodeHandle> {
  // Made by hsp_code_open and not yet destroyed, as the header demands.
  unsafe UnsafeMutablePointer<CodeHandle>(handle)
}

extension Code {
  /// Fills an entry, channel-first.
  func fill(_ entry: Int, into values: Slice<Float>) {
    let bytes = self.entry(entry)
    for index in 0..<values.count {
      values[index] = Float(bitPattern: bytes.load(index * 4, as: UInt32.self))
    }
  }
}
