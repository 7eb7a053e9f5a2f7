import ArgumentParser
import CHSpace

/// The command line.
struct HSpace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hspace",
    abstract: "Edits pictures in the semantic latent space of a diffusion model.",
    discussion: """
      Models and directions are given by path or by name. Names are looked up in the folders of \
      HSPACE_PATH (separated by colons), in share/hspace of the installation, and in Models of \
      the checkout. HSPACE_ISA chooses the instruction set: base, avx2, avx512, neon, dotprod \
      or i8mm.
      """,
    version: unsafe String(cString: hsp_version()),  // a static string
    subcommands: [
      EditCommand.self, InvertCommand.self, SampleCommand.self, EncodeCommand.self,
      DecodeCommand.self, TranslateCommand.self, InterpolateCommand.self, VaryCommand.self,
      DirectionsCommand.self,
      InfoCommand.self, QuantizeCommand.self, BenchCommand.self,
    ])
}
