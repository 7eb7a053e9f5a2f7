import Conversion
import Foundation

/// The tiny network of the fixtures as a model file, converted once for all tests.
struct ConvertedModel: Sendable {
  let path: String
  let bytes: [UInt8]

  static let shared = make()

  private static let folder = Result { try TemporaryFolder() }

  private static func make() -> ConvertedModel {
    do {
      let folder = try folder.get()
      // Statics are never released: the folder goes when the process does.
      atexit { try? ConvertedModel.folder.get().remove() }
      let path = folder("unet.hsm")
      _ = try convert(source, output: path)
      return ConvertedModel(path: path, bytes: try contents(path))
    } catch { fatalError("the fixture can't be converted: \(error)") }
  }

  private static var source: String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/unet_diffusers_main")
      .path(percentEncoded: false)
  }
}
