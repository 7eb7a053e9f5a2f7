import Foundation
import Pictures
import Testing

@Suite struct PictureFailureTests {
  private func failure(reading path: String) -> PictureError? {
    do throws(PictureError) {
      _ = try Picture(png: path)
      return nil
    } catch {
      return error
    }
  }

  private func failure(writing path: String) -> PictureError? {
    do throws(PictureError) {
      try noisy(width: 40, height: 30).write(png: path)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["", "x", "GIF89a and more than eight bytes", "\u{89}PNG but no more than that"])
  func notPNG(content: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(Array(content.utf8), to: "a.png")
    let error = try #require(failure(reading: path))
    #expect(error.description.hasPrefix(path))
    if content.count > 8 { #expect(error.reason == .notPNG) }
  }

  @Test func truncatedEverywhere() throws {
    let scratch = try Scratch()
    let whole = try noisy(width: 9, height: 5).encoded(for: "a.png")
    // The last chunk (12 bytes) says only that the picture ends.
    for count in stride(from: 0, to: whole.count - 12, by: 7) {
      let path = try scratch.write(Array(whole.prefix(count)), to: "a.png")
      let error = try #require(failure(reading: path), "\(count) bytes were read as a picture")
      #expect(error.file == path)
    }
  }

  @Test func damaged() throws {
    let scratch = try Scratch()
    var bytes = try noisy(width: 30, height: 20).encoded(for: "a.png")
    bytes[bytes.count / 2] ^= 0x10
    let error = try #require(failure(reading: try scratch.write(bytes, to: "a.png")))
    guard case .damaged = error.reason else { return #expect(Bool(false), "\(error)") }
  }

  @Test(arguments: [(20000, 20000), (16385, 1), (1, 16385), (16384, 16384)])
  func tooLarge(width: UInt32, height: UInt32) throws {
    let scratch = try Scratch()
    let png = RawPNG(width: width, height: height, depth: 8, .rgb, rows: [[0, 0, 0]])
    let error = try #require(failure(reading: try scratch.write(png.bytes, to: "a.png")))
    #expect(error.reason == .tooLarge(width: Int(width), height: Int(height)))
    #expect(error.description.contains("\(width)x\(height)"))
  }

  @Test(arguments: [(0, 1), (1, 0), (0x7FFF_FFFF, 0x7FFF_FFFF), (0xFFFF_FFFF, 1)])
  func impossibleSizes(width: UInt32, height: UInt32) throws {
    let scratch = try Scratch()
    let png = RawPNG(width: width, height: height, depth: 8, .rgb, rows: [[0, 0, 0]])
    #expect(failure(reading: try scratch.write(png.bytes, to: "a.png")) != nil)
  }

  @Test func missingAndFolder() throws {
    let scratch = try Scratch()
    #expect(
      failure(reading: scratch.file("no.png"))?.reason
        == .system(action: "read", reason: "No such file or directory"))
    #expect(
      failure(reading: scratch.path)?.reason == .system(action: "read", reason: "Is a directory"))
  }

  @Test func fullDisk() {
    let reason = PictureError.Reason.system(action: "write", reason: "No space left on device")
    #expect(failure(writing: "/dev/full")?.reason == reason)
    // The device is still one: it was not replaced by a file.
    #expect(failure(writing: "/dev/full")?.reason == reason)
  }

  @Test func unwritable() throws {
    let scratch = try Scratch()
    #expect(
      failure(writing: scratch.file("no/a.png"))?.reason
        == .system(action: "write", reason: "No such file or directory"))
    #expect(
      failure(writing: scratch.path)?.reason == .system(action: "write", reason: "Is a directory"))
    #expect(failure(writing: "/proc/a.png") != nil)
    #expect(scratch.contents == [])
  }

  @Test func linksAreFollowedAndModesKept() throws {
    let scratch = try Scratch()
    let target = try scratch.write([1, 2, 3], to: "target.png")
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
    try files.createSymbolicLink(atPath: scratch.file("link.png"), withDestinationPath: target)
    #expect(failure(writing: scratch.file("link.png")) == nil)
    #expect(try Picture(png: target).width == 40)
    #expect(try files.destinationOfSymbolicLink(atPath: scratch.file("link.png")) == target)
    #expect(try files.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o600)
    #expect(scratch.contents == ["link.png", "target.png"])
  }
}
