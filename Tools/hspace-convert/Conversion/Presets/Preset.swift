/// What a published checkpoint's shapes do not say, in the keys of its family's code.
struct Preset {
  let name: String
  let family: Family
  let members: [JSON.Member]

  init(_ name: String) throws(ConversionError) {
    guard let entry = Self.table.first(where: { $0.names.contains(name) }) else {
      throw ConversionError(
        "--preset \(name)", "no such preset",
        remedy: "there are \(Self.names.joined(separator: ", "))")
    }
    self.name = name
    family = entry.family
    let text = Array(entry.configuration.utf8)
    guard case .object(let members) = try JSONReader.read(text, file: "preset \(name)") else {
      preconditionFailure("a preset is an object")
    }
    self.members = members
  }

  /// Refuses a network of another family; OpenAI's two may look alike.
  func check(_ family: Family, _ path: String) throws(ConversionError) {
    let alike: [Family] = [.guided, .improved]
    guard family == self.family || alike.contains(family) && alike.contains(self.family) else {
      throw ConversionError(
        "--preset \(name)", "it describes a \(self.family.title), and \(path) is a \(family.title)",
        remedy: "leave it out, or say with --family \(self.family.rawValue) that it is one")
    }
  }

  static var names: [String] { table.flatMap(\.names) }

  private static let adm =
    #"{"image_size": 256, "num_head_channels": 64, "use_new_attention_order": false}"#

  private static let table: [(names: [String], family: Family, configuration: String)] = [
    (
      ["celebahq-256", "lsun-church-256", "lsun-bedroom-256", "lsun-cat-256"], .ddpm,
      #"{"resolution": 256}"#
    ),
    (["cifar10"], .ddpm, #"{"resolution": 32}"#),
    (
      [
        "afhq-dog-adm", "afhq-cat-adm", "afhq-wild-adm", "ffhq-adm", "afhq-dog-p2", "ffhq-p2",
        "celebahq-p2", "metfaces-p2", "imagenet-256-uncond", "lsun-256-adm",
      ], .guided, adm
    ),
    (
      ["imagenet-512-uncond"], .guided,
      #"{"image_size": 512, "num_head_channels": 64, "use_new_attention_order": false}"#
    ),
    (
      ["ldm-celebahq-256", "ldm-ffhq-256"], .ldm,
      #"{"image_size": 64, "num_head_channels": 32, "linear_start": 0.0015, "linear_end": 0.0195}"#
    ),
    (
      ["lsun-256-improved"], .improved,
      #"{"image_size": 256, "num_heads": 1, "noise_schedule": "linear", "diffusion_steps": 1000}"#
    ),
  ]
}

/// The names of all presets, as they are listed for people.
package var presetNames: [String] { Preset.names }
