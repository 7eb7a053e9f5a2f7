import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary

/// The command `hspace directions list`, which lists what is found by name.
struct ListDirectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the directions that are found by name.")

  func run() {
    for folder in SearchPath().folders {
      for inner in [folder] + contents(of: folder).map({ "\(folder)/\($0)" }) {
        for file in contents(of: inner) where file.hasSuffix(".hsm") {
          show("\(inner)/\(file)", model: inner == folder ? nil : (inner as NSString))
        }
      }
    }
  }

  private func contents(of folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
  }

  private func show(_ path: String, model: NSString?) {
    // A list leaves away what is not a direction.
    guard let info = try? FileInfo.inspect(path), info.kind == HSP_FILE_DIRECTIONS.rawValue else {
      return
    }
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    let owner = model.map { "  (\($0.lastPathComponent))" } ?? ""
    print(
      "\(name.padding(toLength: max(20, name.count), withPad: " ", startingAt: 0)) \(path)\(owner)")
  }
}
