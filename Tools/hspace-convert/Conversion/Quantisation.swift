import CHSpace
import Glibc
import HSpaceLibrary

/// Quantises a model, as any program would do with the library.
func quantise(
  _ source: String, to output: String, progress: @escaping (UInt64, UInt64) -> Bool
) throws(ConversionError) -> (tensors: [Quantisation.Tensor], bytes: Int) {
  do throws(LibraryError) {
    let model = try Model(path: source)
    let result = try model.quantise(to: output, progress: progress)
    return (result.tensors, Int(try FileInfo.inspect(output).length))
  } catch {
    if error.isCancelled {
      throw ConversionError(output, "cancelled; nothing was written", remedy: "start again")
    }
    throw ConversionError(
      output, "\(error)", remedy: "free space or memory, or give another path to -o")
  }
}
