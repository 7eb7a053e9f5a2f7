import CHSpace

/// What a file says about itself before anything is opened.
package enum FileInfo {
  /// Checks a file of any kind.
  package static func inspect(_ path: String) throws(LibraryError) -> hsp_file_info {
    var info = hsp_file_info()
    info.struct_size = UInt32(MemoryLayout<hsp_file_info>.size)
    var error = emptyError()
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var source = unsafe hsp_from_path(name)
      return unsafe hsp_file_inspect(&source, &info, &error)
    }
    try check(status, error)
    return info
  }

  /// Describes a latent code file.
  package static func latent(_ path: String) throws(LibraryError) -> hsp_latent_info {
    var info = hsp_latent_info()
    info.struct_size = UInt32(MemoryLayout<hsp_latent_info>.size)
    var error = emptyError()
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var source = unsafe hsp_from_path(name)
      return unsafe hsp_latent_inspect(&source, &info, &error)
    }
    try check(status, error)
    return info
  }
}
