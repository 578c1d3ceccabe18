import Attention
import LinearAlgebra

extension VisionTransformer {
    /// The sizes of a ``VisionTransformer``.
    public struct Configuration: Sendable, Hashable, Codable {
        /// The pixels along a side of an image.
        public var imageSize: Int
        /// The pixels along a side of a patch; divides that of the image.
        public var patchSize: Int
        /// How many numbers a pixel has.
        public var channels: Int
        /// The length of a row.
        public var width: Int
        /// How many blocks there are.
        public var layers: Int
        /// How many heads attention has.
        public var heads: Int
        /// The length in the middle of the feed-forward part.
        public var hidden: Int
        /// How many classes there are; 0 for none.
        public var classes: Int
        /// What is between the two maps of the feed-forward part.
        public var activation = FeedForward<Float>.Activation.gelu
        /// The share that is dropped in training.
        public var dropout = 0.0
        /// ε of the normalisations.
        public var epsilon = 1e-12

        /// Sizes, by default those of the base model for images of 224 pixels.
        ///
        /// - Parameters:
        ///   - imageSize: The pixels along a side of an image.
        ///   - patchSize: The pixels along a side of a patch; divides that of the image.
        ///   - channels: How many numbers a pixel has, at least 1.
        ///   - width: The length of a row; the heads divide it.
        ///   - layers: How many blocks there are, at least 1.
        ///   - heads: How many heads attention has, at least 1.
        ///   - hidden: The length in the middle of the feed-forward part; nil for four times the width.
        ///   - classes: How many classes there are; 0 for none.
        public init(
            imageSize: Int = 224, patchSize: Int = 16, channels: Int = 3, width: Int = 768, layers: Int = 12,
            heads: Int = 12, hidden: Int? = nil, classes: Int = 1000
        ) {
            self.imageSize = imageSize
            self.patchSize = patchSize
            self.channels = channels
            self.width = width
            self.layers = layers
            self.heads = heads
            self.hidden = hidden ?? 4 * width
            self.classes = classes
        }

        /// How many patches an image has.
        public var patchCount: Int { (imageSize / max(1, patchSize)) * (imageSize / max(1, patchSize)) }

        func check() {
            require(
                patchSize >= 1 && imageSize >= patchSize && imageSize % patchSize == 0 && channels >= 1,
                "VisionTransformer: patches of \(patchSize) in images of \(imageSize) pixels and \(channels) channels"
            )
            require(
                width >= 1 && heads >= 1 && width % heads == 0 && layers >= 1 && hidden >= 1 && classes >= 0,
                "VisionTransformer: \(heads) heads in a width of \(width), \(layers) layers, hidden \(hidden), \(classes) classes"
            )
            require(
                (0..<1).contains(dropout) && epsilon > 0,
                "VisionTransformer: a dropout of \(dropout), epsilon \(epsilon)")
        }
    }
}

extension VisionTransformer.Configuration {
    /// The sizes that a `config.json` says.
    ///
    /// - Parameter file: That of a model of type `vit`.
    /// - Throws: Where a field is missing, or asks for what is not known.
    public init(_ file: ConfigurationFile) throws(ModelFolderError) {
        _ = try file.text("model_type", among: ["vit"])
        if try file.flag("qkv_bias", else: true) == false { throw file.wrong("qkv_bias", "true") }
        let width = try file.integer("hidden_size", in: 1...1 << 16)
        let size = try file.integer("image_size", in: 1...1 << 14)
        let patch = try file.integer("patch_size", in: 1...size)
        if size % patch != 0 { throw file.wrong("patch_size", "a divisor of the image's size, \(size)") }
        self.init(
            imageSize: size, patchSize: patch,
            channels: try file.integer("num_channels", in: 1...1 << 10, else: 3), width: width,
            layers: try file.integer("num_hidden_layers", in: 1...1024),
            heads: try file.heads("num_attention_heads", width: width),
            hidden: try file.integer("intermediate_size", in: 1...1 << 20),
            classes: try file.integer("num_labels", in: 1...1 << 20, else: file.count("id2label") ?? 2))
        try takeOptions(file)
    }
}
