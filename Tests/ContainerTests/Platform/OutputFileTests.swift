import CPlatform
import Foundation
import Testing

@testable import Container

struct OutputFileTests {
  /// Runs a body in a folder of its own.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func write(_ path: String, _ bytes: [UInt8], commit: Bool = true) throws {
    var output = try unsafe OutputFile(path: path)
    try withAligned(bytes) { try output.write($0.bytes) }
    let folder = (path as NSString).deletingLastPathComponent
    #expect(try names(folder).contains { $0.hasSuffix(".part") })
    if commit { try output.commit() }
  }

  @Test(arguments: [0, 1, 100_000])
  func appearsWhole(_ size: Int) throws {
    try inFolder { folder in
      let path = folder + "/file.hsm"
      for value in UInt8(1)...2 {
        let bytes = [UInt8](repeating: value, count: size)
        try write(path, bytes)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bytes))
        #expect(try names(folder) == ["file.hsm"])
      }
    }
  }

  @Test func leavesNothingWhenAbandoned() throws {
    try inFolder { folder in
      try write(folder + "/file.hsm", [1], commit: true)
      try write(folder + "/file.hsm", [2], commit: false)
      #expect(try names(folder) == ["file.hsm"])
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/file.hsm")) == Data([1]))
    }
  }

  /// Two writers of one file have temporary files of their own; the last one to commit wins.
  @Test func writersDoNotMeet() throws {
    try inFolder { folder in
      let path = folder + "/file.hsm"
      var first = try unsafe OutputFile(path: path)
      try write(path, [2])
      try first.write(.zeros(1))
      try first.commit()
      #expect(try names(folder) == ["file.hsm"])
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([0]))
    }
  }

  @Test func refusesBadPlaces() throws {
    try inFolder { folder throws in
      let cases = [
        ("", ENOENT), (folder, EISDIR), ("/dev/null", EINVAL), (folder + "/no/file", ENOENT),
        (folder + "/" + String(repeating: "a/", count: 2048), ENAMETOOLONG),
        (folder + "/" + String(repeating: "a", count: 250), ENAMETOOLONG),
      ]
      for (path, code) in cases {
        let error = #expect(throws: ContainerError.self) { _ = try unsafe OutputFile(path: path) }
        #expect(error == ContainerError(.cannotWrite, offset: -1, value: Int64(code)))
      }
      #expect(try names(folder) == [])
    }
  }

  @Test func errnoTextFits() {
    for size in 1...40 {
      var text = [CChar](repeating: 7, count: 64)
      unsafe hsp_errno_text(ENOENT, &text, size)
      #expect(text.prefix(size).contains(0))
      #expect(text[size] == 7)
    }
  }
}
