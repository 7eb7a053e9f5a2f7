import CHSpace
import Testing

/// Pictures and values in and out.
struct PictureTests {
  private func session() throws -> TestSession {
    try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 12))
  }

  @Test(arguments: [1, 3, 4] as [UInt32], [0, 5])
  func thereAndBack(_ channels: UInt32, _ padding: Int) throws {
    let session = try session()
    let given = TestPicture(12, 8, channels: channels, padding: padding)
    try session.set(given)
    let values = try session.read()
    #expect(values.allSatisfy { abs($0) <= 1 })
    let pixel = given.pixels[3 * given.stride + 2 * Int(channels)]
    #expect(values[3 * 12 + 2] == Float(pixel) / 127.5 - 1)
    let taken = TestPicture(12, 8, channels: channels, padding: padding)
    taken.pixels = taken.pixels.map { _ in 0xEE }
    try session.get(taken)
    for row in 0..<8 {
      for column in 0..<12 {
        for channel in 0..<Int(channels) {
          let at = row * taken.stride + column * Int(channels) + channel
          #expect(taken.pixels[at] == (channel == 3 ? 255 : given.pixels[at]))
        }
      }
      // What lies between the rows is not the picture's.
      let end = row * taken.stride + 12 * Int(channels)
      #expect(taken.pixels[end..<end + padding].allSatisfy { $0 == 0xEE })
    }
  }

  @Test func valuesAreClippedAndRounded() throws {
    let session = try session()
    var values = [Float](repeating: 0, count: 3 * 8 * 12)
    values.replaceSubrange(0..<6, with: [-7, -1, 1, 7, 0.0039, -0.0041])
    try session.setValues(values)
    let picture = TestPicture(12, 8)
    try session.get(picture)
    #expect((0..<4).map { picture.pixels[3 * $0] } == [0, 0, 255, 255])
    #expect(picture.pixels[12] == 128 && picture.pixels[15] == 127)
  }

  @Test func picturesThatDoNotFit() throws {
    let changes: [(hsp_status, (TestPicture) -> Void)] = [
      (HSP_ERROR_MISMATCH, { $0.width = 11 }), (HSP_ERROR_MISMATCH, { $0.height = 7 }),
      (HSP_ERROR_MISMATCH, { $0.height = 9 }), (HSP_ERROR_MISMATCH, { $0.width = 0 }),
      (
        HSP_ERROR_MISMATCH,
        {
          $0.width = 1; $0.height = 1
        }
      ),
      (
        HSP_ERROR_ARGUMENT,
        {
          $0.width = 20_000; $0.height = 20_000
        }
      ),
      (HSP_ERROR_ARGUMENT, { $0.channels = 2 }), (HSP_ERROR_ARGUMENT, { $0.channels = 0 }),
      (HSP_ERROR_ARGUMENT, { $0.channels = 5 }), (HSP_ERROR_ARGUMENT, { $0.channels = .max }),
      (HSP_ERROR_ARGUMENT, { $0.stride = 35 }), (HSP_ERROR_ARGUMENT, { $0.stride = 0 }),
      (HSP_ERROR_ARGUMENT, { $0.stride = -36 }), (HSP_ERROR_ARGUMENT, { $0.stride = .max }),
      (HSP_ERROR_ARGUMENT, { $0.structSize = 0 }), (HSP_ERROR_ARGUMENT, { $0.structSize -= 1 }),
    ]
    let session = try session()
    try session.setSmoothPicture()
    let before = try session.read()
    for (status, change) in changes {
      let picture = TestPicture(12, 8)
      change(picture)
      let pixels = picture.pixels
      expectFault(status) { try session.set(picture) }
      expectFault(status) { try session.get(picture) }
      #expect(picture.pixels == pixels)
    }
    #expect(sameBits(try session.read(), before))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func valuesMustBeFinite(_ value: Float) throws {
    let session = try session()
    try session.setSmoothPicture()
    let before = try session.read()
    for index in [0, 100, 3 * 8 * 12 - 1] {
      var values = before
      values[index] = value
      let fault = expectFault(HSP_ERROR_ARGUMENT) { try session.setValues(values) }
      #expect(fault?.message.contains("\(index)") == true)
      expectFault(HSP_ERROR_ARGUMENT) { try session.setLatent(values) }
    }
    #expect(sameBits(try session.read(), before))
  }

  @Test func callersNoiseMustBeFinite() throws {
    let session = try session()
    try session.setNoise(1)
    let before = try session.read()
    let run = Run(steps: 2).with {
      $0.eta = 1;
      $0.noise = { _, values in
        values[7] = .nan; return 0
      }
    }
    expectFault(HSP_ERROR_ARGUMENT) { try session.edit([], run) }
    #expect(sameBits(try session.read(), before))
  }

  @Test func countsMustBeExact() throws {
    let session = try session()
    try session.setNoise(1)
    try session.edit([], Run(steps: 2))
    let count = session.pictureCount
    for wrong in [0, count - 1, count + 1] {
      let values = [Float](repeating: 0, count: wrong)
      expectFault(HSP_ERROR_ARGUMENT) { try session.setValues(values) }
      expectFault(HSP_ERROR_ARGUMENT) { try session.setLatent(values) }
      for value in [HSP_VALUE_X, HSP_VALUE_X0, HSP_VALUE_EPS, HSP_VALUE_EPS_EDITED, HSP_VALUE_H] {
        expectFault(HSP_ERROR_ARGUMENT, recorded: false) {
          _ = try session.read(value, count: wrong)
        }
      }
    }
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) {
      _ = try session.read(hsp_value(rawValue: 5), count: count)
    }
  }

  @Test func nothingIsReadBeforeAStep() throws {
    let session = try session()
    try session.setNoise(1)
    for value in [HSP_VALUE_X0, HSP_VALUE_EPS, HSP_VALUE_EPS_EDITED, HSP_VALUE_H] {
      expectFault(HSP_ERROR_STATE, recorded: false) { _ = try session.read(value) }
    }
    try session.edit([], Run(steps: 2))
    for value in [HSP_VALUE_X0, HSP_VALUE_EPS, HSP_VALUE_EPS_EDITED, HSP_VALUE_H] {
      #expect(try session.read(value).allSatisfy { $0.isFinite })
    }
  }
}
