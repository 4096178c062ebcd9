#include "daemon/admin_socket.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <future>
#include <iterator>
#include <sstream>

#include "component/daemon/fixture.h"
#include "daemon/admin_client.h"
#include "daemon/unix_socket.h"

namespace drawbridge::daemon {
namespace {

class NoLog final : public LogSink {
 public:
  void write(std::string_view) override {}
};

class AdminSocketTest : public testing::Test {
 protected:
  void listen(AdminSocket::Run run) {
    auto socket = AdminSocket::open(path_, std::move(run), logger_);
    ASSERT_TRUE(socket) << socket.error().message;
    socket_ = std::move(*socket);
  }

  Result<int> send(const AdminRequest& request, const std::string& input = {}) {
    std::istringstream stream(input);
    return send_to_server(path_, request, &stream, console_);
  }

  test::TempDirectory directory_;
  std::string path_ = (directory_ / "db.sock").string();
  NoLog sink_;
  SetClock clock_;
  Logger logger_{sink_, clock_};
  KeptConsole console_;
  std::unique_ptr<AdminSocket> socket_;
};

std::string all_of(std::istream& input) {
  return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

TEST_F(AdminSocketTest, CarriesRequestInputResultMessagesProgressAndExitCode) {
  listen([](const AdminRequest& request, std::istream& input, Console& console) {
    console.progress(3, 3);
    console.write_error("noted\n");
    console.write_out(request.command + request.arguments.value("x", "") + all_of(input));
    return 7;
  });
  const auto code = send({"echo", {{"x", " y:"}}}, "line 1\nline 2\n");
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 7);
  EXPECT_EQ(console_.out, "echo y:line 1\nline 2\n");
  EXPECT_EQ(console_.error, "noted\n");
  EXPECT_EQ(console_.last_done, 3U);
}

TEST_F(AdminSocketTest, CarriesALargeDocumentWholeWhateverItsCharacters) {
  std::string document;
  for (int i = 0; i < 60000; ++i) document += "x\xc5\x82\xe6\x9d\x8e\xf0\x9f\x98\x80\n\t\"\\";
  listen([](const AdminRequest&, std::istream& input, Console& console) {
    const auto text = all_of(input);
    for (std::size_t at = 0; at < text.size(); at += 777) console.write_out(text.substr(at, 777));
    return 0;
  });
  const auto code = send({"cat"}, document);
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_TRUE(console_.out == document);
}

TEST_F(AdminSocketTest, CanBeUsedByItsOwnerAlone) {
  listen([](const AdminRequest&, std::istream&, Console&) { return 0; });
  struct stat found {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(AdminSocketTest, ReplacesTheFileOfAServerThatDied) {
  { std::ofstream stale(path_); }
  listen([](const AdminRequest&, std::istream&, Console&) { return 0; });
  EXPECT_TRUE(send({"x"}));
}

TEST_F(AdminSocketTest, ClientFindsNobodyAtAStaleOrAbsentFile) {
  EXPECT_EQ(send({"x"}).error().code, ErrorCode::kNotFound);
  listen([](const AdminRequest&, std::istream&, Console&) { return 0; });
  socket_->stop();
  EXPECT_EQ(send({"x"}).error().code, ErrorCode::kNotFound);
}

TEST_F(AdminSocketTest, WorksAtAPathLongerThanASocketAddressHolds) {
  const auto deep = directory_.path() / std::string(120, 'd');
  std::filesystem::create_directory(deep);
  path_ = (deep / "db.sock").string();
  listen([](const AdminRequest&, std::istream&, Console&) { return 5; });
  const auto code = send({"x"});
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 5);
}

TEST_F(AdminSocketTest, RefusesAnInputThatEndsBeforeItsEnd) {
  bool ran = false;
  listen([&ran](const AdminRequest&, std::istream&, Console&) {
    ran = true;
    return 0;
  });
  {
    auto fd = connect_to_unix_socket(path_);
    ASSERT_TRUE(fd);
    LineSocket client(std::move(*fd), std::chrono::seconds(10));
    ASSERT_TRUE(client.write(encode_request({"import"})));
    ASSERT_TRUE(client.write("10\nhalf"));
  }
  socket_->stop();
  EXPECT_FALSE(ran);
}

TEST_F(AdminSocketTest, RefusesALineThatIsNoRequestAndGoesOn) {
  listen([](const AdminRequest&, std::istream&, Console&) { return 0; });
  auto fd = connect_to_unix_socket(path_);
  ASSERT_TRUE(fd);
  LineSocket client(std::move(*fd), std::chrono::seconds(10));
  ASSERT_TRUE(client.write("rubbish\n"));
  const auto first = client.read_line(10000);
  ASSERT_TRUE(first);
  EXPECT_NE(first->find("stderr"), std::string::npos);
  const auto second = client.read_line(10000);
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, "{\"exit\":1}");
  EXPECT_TRUE(send({"x"}));
}

TEST_F(AdminSocketTest, StopDoesNotWaitForAClientThatSaysNothing) {
  listen([](const AdminRequest&, std::istream&, Console&) { return 0; });
  auto fd = connect_to_unix_socket(path_);
  ASSERT_TRUE(fd);
  LineSocket silent(std::move(*fd), std::chrono::seconds(10));
  ASSERT_TRUE(silent.write("{\"command\""));
  socket_->stop();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AdminSocketTest, StopFinishesTheCommandThatRuns) {
  std::promise<void> started;
  std::promise<void> may_end;
  auto end = may_end.get_future().share();
  listen([&started, end](const AdminRequest&, std::istream&, Console&) {
    started.set_value();
    end.wait();
    return 4;
  });
  auto answer = std::async(std::launch::async, [this] { return send({"slow"}); });
  started.get_future().wait();
  auto stopped = std::async(std::launch::async, [this] { socket_->stop(); });
  may_end.set_value();
  const auto code = answer.get();
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 4);
  stopped.get();
}

}  // namespace
}  // namespace drawbridge::daemon
