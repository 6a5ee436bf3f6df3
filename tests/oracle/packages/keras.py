"""Trains a small network with the TensorBoard callback of Keras, by epoch with everything it can log, and by batch."""
import os
import sys

sys.path.pop(0)  # this folder has a file of the package's name

import numpy as np
import tensorflow as tf

np.random.seed(0)
tf.set_random_seed(1)

import keras

log_dir = sys.argv[2]
keras.backend.set_session(tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)))
layers = [keras.layers.Conv2D(4, 3, input_shape=(8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(8, activation="relu"),
          keras.layers.Dense(2, activation="softmax")]
model = keras.models.Sequential(layers)
model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
x = np.random.rand(64, 8, 8, 1)
y = np.eye(2)[np.random.randint(0, 2, 64)]
by_epoch = keras.callbacks.TensorBoard(log_dir, histogram_freq=1, write_grads=True, write_images=True, batch_size=16)
model.fit(x, y, epochs=3, batch_size=16, validation_split=0.25, verbose=0, callbacks=[by_epoch])
by_batch = keras.callbacks.TensorBoard(os.path.join(log_dir, "batches"), update_freq="batch")
model.fit(x, y, epochs=2, batch_size=16, verbose=0, callbacks=[by_batch])
