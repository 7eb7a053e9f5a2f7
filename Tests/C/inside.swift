// An ordinary Swift program with the embedded library in it: both must find their own runtime functions.
import CHSpace

final class Face: Hashable {
  let name: String
  init(_ name: String) { self.name = name }
  static func == (a: Face, b: Face) -> Bool { a.name == b.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

var seen: [Face: [UInt8]] = [:]
var error = hsp_error()
error.struct_size = UInt32(MemoryLayout<hsp_error>.size)
var model: OpaquePointer?
var session: OpaquePointer?
var source = hsp_from_path(CommandLine.arguments[1])
guard hsp_model_open(&source, nil, &model, &error) == HSP_OK, let model,
  hsp_session_create(model, nil, nil, 0, &session, &error) == HSP_OK, let session
else { fatalError("\(hsp_status_string(error.status))") }
var options = hsp_run_options()
hsp_run_options_init(&options)
options.steps = 2
for (index, name) in ["one", "two", "one"].enumerated() {
  var pixels = [UInt8](repeating: 0, count: 64 * 64 * 3)
  pixels.withUnsafeMutableBufferPointer { buffer in
    var picture = hsp_picture(
      struct_size: UInt32(MemoryLayout<hsp_picture>.size), width: 64, height: 64, channels: 3,
      stride: 64 * 3, pixels: buffer.baseAddress!)
    guard hsp_session_sample(session, UInt64(index % 2), &options) == HSP_OK,
      hsp_session_get_picture(session, &picture) == HSP_OK
    else { fatalError("no picture") }
  }
  if let first = seen[Face(name)] { precondition(first == pixels, "other bits") }
  seen[Face(name)] = pixels
}
hsp_session_destroy(session)
hsp_model_destroy(model)
print(seen.keys.map(\.name).sorted().joined(separator: " "))
