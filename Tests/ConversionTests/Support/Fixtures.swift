import Foundation

/// Model folders that lie beside the tests.
enum Fixtures {
  static let models = [
    "unet_diffusers_main", "unet_diffusers_fp16", "unet_diffusers_sharded",
    "unet_diffusers_bin_old_names",
  ]

  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/\(name)").path(percentEncoded: false)
  }
}

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}
