import Conversion
import Foundation

/// The tiny network of the fixtures as a model file, converted once for all tests.
struct ConvertedModel: Sendable {
  let path: String
  let bytes: [UInt8]

  static let shared = make("unet_diffusers_main")
  /// One that has learned its variance.
  static let learned = make("unet_adm_legacy_attention", "model.pt")

  private static let folder = Result { try TemporaryFolder() }

  private static func make(_ name: String, _ file: String? = nil) -> ConvertedModel {
    do {
      let folder = try folder.get()
      // Statics are never released: the folder goes when the process does.
      atexit { try? ConvertedModel.folder.get().remove() }
      let path = folder("\(name).hsm")
      var options = ConversionOptions()
      if let file {
        let json = try JSONSerialization.jsonObject(
          with: Data(contentsOf: URL(filePath: "\(source(name))/case.json")))
        let configuration = try JSONSerialization.data(
          withJSONObject: (json as? [String: Any])?["config"] ?? [:])
        try configuration.write(to: URL(filePath: folder("\(name).json")))
        options.configuration = folder("\(name).json")
        _ = try convert("\(source(name))/\(file)", output: path, options: options)
      } else {
        _ = try convert(source(name), output: path)
      }
      return ConvertedModel(path: path, bytes: try contents(path))
    } catch { fatalError("the fixture can't be converted: \(error)") }
  }

  private static func source(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/\(name)")
      .path(percentEncoded: false)
  }
}
