/** Says hello, and nothing else: what it leaves is the virtual machine's. */
public final class HelloWorld {
    private HelloWorld() {}

    public static void main(String[] arguments) {
        System.out.println("hello, world");
    }
}
