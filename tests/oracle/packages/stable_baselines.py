"""Trains one algorithm of stable-baselines twice into a log directory: a run of its own, and one that goes on in it."""
import sys

sys.path.pop(0)  # this folder has a file of the package's name

import gym
import stable_baselines

name, log_dir = sys.argv[1:]
options = {"DQN": {"learning_starts": 200, "buffer_size": 500}, "PPO2": {"nminibatches": 1}}.get(name, {})
env = gym.make("CartPole-v1")
env.seed(3)
model = getattr(stable_baselines, name)("MlpPolicy", env, seed=1, n_cpu_tf_sess=1, tensorboard_log=log_dir, full_tensorboard_log=True, **options)
model.learn(1500, tb_log_name=name)
model.learn(500, tb_log_name=name, reset_num_timesteps=False)
